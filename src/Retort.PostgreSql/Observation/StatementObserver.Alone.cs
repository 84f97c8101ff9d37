using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Observation;

/// <content>
/// Statements that cannot be in a transaction: their locks come and go. A second session writes to the table meanwhile, so that they have to wait, and a third reads
/// what they hold then. What they take afterwards follows from the rules of the server.
/// </content>
internal sealed partial class StatementObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private async Task<StatementEffects> RunAloneAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        await _session.ExecuteAsync([statement], cancellationToken).ConfigureAwait(false);
        return StatementEffects.Unknown;
    }
}
