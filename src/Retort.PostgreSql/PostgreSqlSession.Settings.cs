using Retort.Planning;

namespace Retort.PostgreSql;

/// <content>What is set for the session.</content>
internal sealed partial class PostgreSqlSession
{
    // All settings before the first statement that may have changed some unseen.
    private string? _settings;
    private bool _mayHaveChanged;

    /// <summary>Takes away what would end a run in the middle.</summary>
    internal Task PinSettingsAsync(CancellationToken cancellationToken) => SendAsync(SessionSettings.Set(SessionSettings.Pins), cancellationToken);

    public async Task BeginRevisionAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await RestoreSettingsAsync(cancellationToken).ConfigureAwait(false);
        _keepsNoPlans |= statements.Any(MayForgetPlans);
        if (statements.Any(SessionSettings.MayBeChangedBy))
        {
            _settings ??= (string)(await QueryAsync(SessionSettings.Reading, cancellationToken).ConfigureAwait(false))[0][0]!;
            _mayHaveChanged = true;
        }
    }

    private async Task RestoreSettingsAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveChanged && _settings is { } kept)
        {
            _mayHaveChanged = false;
            await QueryAsync(SessionSettings.Restoration(kept), cancellationToken).ConfigureAwait(false);
        }
    }
}
