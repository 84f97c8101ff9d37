using System.Collections.Immutable;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Retort.Dialects;
using Retort.Operations;
using Retort.RevisionFiles.Rendering;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.RevisionFiles;

/// <summary>The language of a revision file.</summary>
public enum RevisionLanguage
{
    /// <summary>A class that derives from <see cref="Migration"/>.</summary>
    CSharp,

    /// <summary>Plain SQL under a header of comments.</summary>
    Sql,
}

/// <summary>A revision that is to be written.</summary>
public sealed record NewRevision
{
    /// <summary>The id.</summary>
    public required RevisionId Id { get; init; }

    /// <summary>The parents.</summary>
    public ImmutableArray<RevisionId> Revises { get; init; } = [];

    /// <summary>Ids or labels it depends on.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>Branch labels.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The revisions that a squash put together in it.</summary>
    public ImmutableArray<RevisionId> Replaces { get; init; } = [];

    /// <summary>The checksums of what had its id before a squash.</summary>
    public ImmutableArray<Checksum> Formerly { get; init; } = [];

    /// <summary>What it does, in a line.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it is written, in the time zone of the project.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The language.</summary>
    public RevisionLanguage Language { get; init; }

    /// <summary>The versions folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The template of the file's name; see <see cref="RevisionFileName"/>.</summary>
    public required string FileTemplate { get; init; }

    /// <summary>What it does; <see langword="null"/> for a revision that is to be filled by hand.</summary>
    public RevisionBody? Body { get; init; }

    /// <summary>A folder whose <c>revision.cs.template</c> and <c>revision.sql.template</c> replace the built-in ones; <see langword="null"/> for none.</summary>
    public string? TemplatesFolder { get; init; }
}

/// <summary>Writes new revision files.</summary>
public static partial class RevisionWriter
{
    // A class of one of these names would hide what the file itself needs, or be named as one of its own methods.
    private static readonly HashSet<string> NamesInUse =
        [nameof(System), nameof(Retort), nameof(Migration), nameof(MigrationBuilder), "Revision", nameof(RevisionAttribute), nameof(Migration.Upgrade), nameof(Migration.Downgrade)];

    private const int IdsPerLine = 6;

    // The types that the statements of a body may name.
    private static readonly HashSet<string> NamesInBodies =
    [
        nameof(ReferentialAction), nameof(Deferral), nameof(IndexKey), nameof(Sequence), nameof(ExcludeElement), nameof(SqlExpression), nameof(PrimaryKey), nameof(UniqueConstraint),
        nameof(CheckConstraint), nameof(NotNullConstraint), nameof(ForeignKey), nameof(ExcludeConstraint),
    ];

    /// <summary>A new id: 12 random hex digits.</summary>
    public static RevisionId NewId() => RevisionId.Parse(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));

    /// <summary>Writes a revision, empty unless it has a body, and returns its path. A file that is there is never touched.</summary>
    /// <exception cref="RevisionFileException">The file is there already, or cannot be written; an operation, or the template, does not fit a file.</exception>
    /// <exception cref="UnsupportedOperationException">The engine cannot do one of the operations.</exception>
    public static async Task<string> WriteAsync(NewRevision revision, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var ending = Ending(revision.Language);
        var name = RevisionFileName.Format(revision.FileTemplate, revision.Id.Value, revision.Message, revision.Created);
        var path = Path.Combine(revision.Folder, $"{name}.{ending}");
        var template = await TemplateAsync(revision, ending, cancellationToken).ConfigureAwait(false);
        var text = Fill(template, Values(revision, template, BodyValues(revision, template, path)));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RevisionFileException(
                "RT0331",
                File.Exists(path) ? "The file is there already." : "The file cannot be written.",
                new SourceLocation(path),
                "Choose another message or --rev-id, or check the permissions of the folder.",
                e.Message);
        }

        return path;
    }

    /// <summary>Writes the built-in templates into a folder, where they can be changed; those that are there stay.</summary>
    public static async Task<IReadOnlyList<string>> WriteTemplatesAsync(string folder, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var ending in (string[])["cs", "sql"])
        {
            var path = Path.Combine(folder, $"revision.{ending}.template");
            if (!File.Exists(path))
            {
                await File.WriteAllTextAsync(path, await BuiltInAsync(ending, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                written.Add(path);
            }
        }

        return written;
    }

    private static Task<string> TemplateAsync(NewRevision revision, string ending, CancellationToken cancellationToken) =>
        TemplatePath(revision) is { } own && File.Exists(own) ? File.ReadAllTextAsync(own, cancellationToken) : BuiltInAsync(ending, cancellationToken);

    private static string? TemplatePath(NewRevision revision) => revision.TemplatesFolder is null ? null : Path.Combine(revision.TemplatesFolder, $"revision.{Ending(revision.Language)}.template");

    private static string Ending(RevisionLanguage language) => language == RevisionLanguage.CSharp ? "cs" : "sql";

    private static async Task<string> BuiltInAsync(string ending, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(RevisionWriter).Assembly.GetManifestResourceStream($"revision.{ending}.template")!);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces <c>{{name}}</c>; the lines of a value go on where its first begins. A line whose values are all empty goes.</summary>
    private static string Fill(string template, Dictionary<string, string> values)
    {
        var text = new StringBuilder();
        foreach (var line in template.ReplaceLineEndings("\n").TrimEnd().Split('\n'))
        {
            var names = Placeholder().Matches(line).Select(match => match.Groups["name"].Value).Where(values.ContainsKey).ToList();
            if (names.Count == 0 || names.Any(name => values[name].Length > 0))
            {
                var indentation = line[..^line.TrimStart().Length];
                text.Append(Placeholder().Replace(line, match => Continued(values.GetValueOrDefault(match.Groups["name"].Value, match.Value), indentation))).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Continued(string value, string indentation) => value.Contains('\n') ? CSharpText.Indent(value, indentation)[indentation.Length..] : value;

    private static Dictionary<string, string> Values(NewRevision revision, string template, Dictionary<string, string> body)
    {
        var message = revision.Message.ReplaceLineEndings(" ").Trim();
        var summary = SecurityElement.Escape(message);
        var className = ClassName(message, revision);
        var created = revision.Created.ToString(revision.Created.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        var (revises, dependsOn, labels) = (string.Join(", ", revision.Revises), string.Join(", ", revision.DependsOn), string.Join(", ", revision.Labels));

        // What the summary would not give back, such as two blanks, is said as it is.
        var inSummary = template.Contains("{{summary}}", StringComparison.Ordinal) && RevisionHeader.MessageOf($"<summary>{summary}.</summary>", className) == message;
        IEnumerable<(string Name, string Value, bool IsSaid)> arguments =
        [
            ("Revises", revises, revises.Length > 0), ("DependsOn", dependsOn, dependsOn.Length > 0), ("Labels", labels, labels.Length > 0), ("Created", created, true), ("Message", message, !inSummary),
        ];
        var squashed = revision.Replaces.IsEmpty ? "" : string.Concat(Lists(revision).Select(list => $",\n    {list.Name} = \"\"\"\n        {string.Join("\n        ", list.Lines)}\n        \"\"\""));
        return new Dictionary<string, string>(body, StringComparer.Ordinal)
        {
            ["id"] = revision.Id.Value,
            ["revises"] = revises,
            ["dependsOn"] = dependsOn,
            ["labels"] = labels,
            ["message"] = message,
            ["created"] = created,
            ["class"] = className,
            ["summary"] = summary,
            ["arguments"] = string.Concat(arguments.Where(argument => argument.IsSaid).Select(argument => $", {argument.Name} = {CSharpLexer.Literal(argument.Value)}")) + squashed,
        };
    }

    /// <summary>What a squash says of the revisions it replaces, in lines that can be read.</summary>
    private static (string Name, IReadOnlyList<string> Lines)[] Lists(NewRevision revision) =>
    [
        (nameof(NewRevision.Replaces), [.. revision.Replaces.Chunk(IdsPerLine).Select((ids, index) => string.Join(", ", ids) + ((index + 1) * IdsPerLine < revision.Replaces.Length ? "," : ""))]),
        (nameof(NewRevision.Formerly), [.. revision.Formerly.Select((checksum, index) => checksum.Hex + (index + 1 < revision.Formerly.Length ? "," : ""))]),
    ];

    /// <summary>What stands for the body: its two directions, and the header lines it needs. All empty without one.</summary>
    private static Dictionary<string, string> BodyValues(NewRevision revision, string template, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["upgrade"] = "", ["downgrade"] = "", ["usings"] = "", ["transactional"] = "", ["replaces"] = "", ["formerly"] = "" };
        if (revision.Body is not { } body)
        {
            return values;
        }

        var sql = new OperationText(body.Dialect, body.ServerVersion, path);
        if (revision.Language == RevisionLanguage.CSharp)
        {
            var (upgrade, downgrade) = (CSharpBodyWriter.Write(body.Upgrade, sql), CSharpBodyWriter.Write(body.Downgrade, sql));
            var usings = upgrade.Namespaces.Union(downgrade.Namespaces).Select(name => $"using {name};").Where(line => !template.Contains(line, StringComparison.Ordinal));
            (values["upgrade"], values["downgrade"], values["usings"]) = (upgrade.Text, downgrade.Text, string.Join('\n', usings));
        }
        else
        {
            var writer = new SqlBodyWriter(sql);
            var (upgrade, downgrade) = (writer.Write(body.Upgrade), writer.Write(body.Downgrade));
            (values["upgrade"], values["downgrade"], values["transactional"]) = (upgrade.Text, downgrade.Text, upgrade.NeedsNoTransaction || downgrade.NeedsNoTransaction ? "false" : "");
            if (!revision.Replaces.IsEmpty)
            {
                // Each line of a SQL header says its key.
                var lists = Lists(revision);
                (values["replaces"], values["formerly"]) = (string.Join("\n-- replaces: ", lists[0].Lines.Select(line => line.TrimEnd(','))), string.Join("\n-- formerly: ", lists[1].Lines.Select(line => line.TrimEnd(','))));
            }
        }

        foreach (var (name, value) in values)
        {
            if (value.Length > 0 && !template.Contains($"{{{{{name}}}}}", StringComparison.Ordinal))
            {
                throw new RevisionFileException(
                    "RT0333", $"The template has no place for what the revision does: {{{{{name}}}}} is missing.", new SourceLocation(TemplatePath(revision)!), $"Write a line {{{{{name}}}}} where it belongs; the built-in templates show where: retort templates.");
            }
        }

        return values;
    }

    private static string ClassName(string message, NewRevision revision)
    {
        var words = RevisionFileName.Slug(message).Split('_', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return name.Length > 0 && char.IsLetter(name[0]) && !NamesInUse.Contains(name) && (revision.Body is null || !NamesInBodies.Contains(name))
            ? name
            : $"Revision_{revision.Id.Value.Replace('-', '_').Replace('.', '_')}";
    }

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
