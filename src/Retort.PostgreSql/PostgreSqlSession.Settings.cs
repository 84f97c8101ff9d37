using Retort.Planning;

namespace Retort.PostgreSql;

/// <content>What is set for the session.</content>
internal sealed partial class PostgreSqlSession
{
    private static readonly string[] MakersOfTypes = ["TYPE", "DOMAIN", "EXTENSION"];

    // All settings before the first statement that may have changed some unseen.
    private string? _settings;
    private bool _mayHaveChanged;

    // Whether types may have been made that the driver does not know: by revisions before, or by this one, whose code may come before and after that.
    private bool _mayHaveMadeTypes;
    private bool _mayMakeTypes;

    /// <summary>Takes away what would end a run in the middle.</summary>
    internal Task PinSettingsAsync(CancellationToken cancellationToken) => SendAsync(SessionSettings.Set(SessionSettings.Pins), cancellationToken);

    public async Task BeginRevisionAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await RestoreSettingsAsync(cancellationToken).ConfigureAwait(false);
        _mayHaveMadeTypes |= _mayMakeTypes;
        _mayMakeTypes = statements.Any(MayMakeTypes);
        _keepsNoPlans |= statements.Any(MayForgetPlans);
        if (statements.Any(SessionSettings.MayBeChangedBy))
        {
            _settings ??= (string)(await QueryAsync(SessionSettings.Reading, cancellationToken).ConfigureAwait(false))[0][0]!;
            _mayHaveChanged = true;
        }
    }

    public async Task PrepareForCodeAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveMadeTypes || _mayMakeTypes)
        {
            await GuardedAsync([], 0, () => ReloadTypesAsync(cancellationToken)).ConfigureAwait(false);
            _mayHaveMadeTypes = false;
        }
    }

    private async Task<bool> ReloadTypesAsync(CancellationToken cancellationToken)
    {
        await _connection.ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool MayMakeTypes(Statement statement) => statement is SqlStatement { Sql: var sql } && (PostgreSqlStatementKind.RunsCode(statement)
        || Array.Exists(MakersOfTypes, word => sql.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private async Task RestoreSettingsAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveChanged && _settings is { } kept)
        {
            _mayHaveChanged = false;
            await QueryAsync(SessionSettings.Restoration(kept), cancellationToken).ConfigureAwait(false);
        }
    }
}
