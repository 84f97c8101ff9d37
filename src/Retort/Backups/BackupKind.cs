using System.Text.Json.Serialization;

namespace Retort.Backups;

/// <summary>What a backup holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackupKind>))]
internal enum BackupKind
{
    /// <summary>All of the database.</summary>
    [JsonStringEnumMemberName("full")]
    Full,

    /// <summary>The definition of the whole schema and the rows of some tables.</summary>
    [JsonStringEnumMemberName("affected")]
    Affected,
}
