using System.Globalization;
using Microsoft.Extensions.Configuration;
using Retort.Backups;

namespace Retort.Cli.Configuration;

/// <summary>Which backup is made before a change.</summary>
internal enum BackupMode
{
    None,
    Affected,
    Full,
}

/// <summary>The <c>backup</c> of a project: which backups are made before a change, where they are and how long they are kept.</summary>
/// <param name="Mode">Which backup is made before a change.</param>
/// <param name="Folder">Where backups are.</param>
/// <param name="Retention">How long they are kept.</param>
internal sealed record BackupSettings(BackupMode Mode, string Folder, BackupRetention Retention)
{
    /// <summary>The words of the modes, as they are typed.</summary>
    public static string[] Modes { get; } = ["full", "affected", "none"];

    public static BackupSettings Read(IConfigurationSection section, string folder) => new(
        ModeOf(section["mode"] ?? "none"),
        Path.GetFullPath(section["directory"] ?? "backups", folder),
        new BackupRetention(Number(section, "retentionDays", 0), Number(section, "keepLast", 1)));

    /// <summary>The mode of a word.</summary>
    public static BackupMode ModeOf(string word) => word switch
    {
        "full" => BackupMode.Full,
        "affected" => BackupMode.Affected,
        "none" => BackupMode.None,
        _ => throw new UsageException($"\"{word}\" is not a kind of backup.", hint: "Write full, affected or none."),
    };

    private static int? Number(IConfigurationSection section, string name, int least) => section[name] switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least => number,
        var text => throw new UsageException($"\"{text}\" is not a value of backup.{name}.", hint: $"Write a whole number, {least.ToString(CultureInfo.InvariantCulture)} or more."),
    };
}
