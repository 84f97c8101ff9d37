using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>
/// A C# file of a versions folder, read without compiling it. It may hold one revision, several, or none: then it is a helper
/// that the revisions beside it can use, and is part of no checksum.
/// </summary>
public sealed partial class CSharpRevisionFile
{
    private CSharpRevisionFile(string path, string text, ImmutableArray<Revision> revisions, ImmutableArray<string> classNames)
    {
        Path = path;
        Text = text;
        Revisions = revisions;
        ClassNames = classNames;
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The file's text.</summary>
    public string Text { get; }

    /// <summary>The revisions in the file.</summary>
    public ImmutableArray<Revision> Revisions { get; }

    /// <summary>The names of the classes of <see cref="Revisions"/>, in the same order.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="RevisionFileException">A header is not as it must be, or a migration has none.</exception>
    public static CSharpRevisionFile Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        var reader = new HeaderReader(path, CSharpLexer.Read(text));
        reader.Read();
        var checksum = reader.Checksum();
        return new CSharpRevisionFile(path, text, [.. reader.Revisions.Select(revision => revision with { Checksum = checksum })], [.. reader.ClassNames]);
    }

    /// <summary>Finds <c>[Revision(...)] class X : Migration</c> among tokens.</summary>
    private sealed class HeaderReader(string path, List<CSharpToken> tokens)
    {
        private readonly HashSet<int> _header = [];
        private int _at;

        public List<Revision> Revisions { get; } = [];

        public List<string> ClassNames { get; } = [];

        public void Read()
        {
            Revision? pending = null;
            var summary = new StringBuilder();
            for (_at = 0; _at < tokens.Count; _at++)
            {
                var token = tokens[_at];
                if (token.Kind == CSharpTokenKind.Documentation)
                {
                    summary.Append(token.Text.AsSpan(3)).Append(' ');
                }
                else if (IsRevisionAttribute())
                {
                    pending = ReadAttribute();
                }
                else if (token is { Kind: CSharpTokenKind.Word, Text: "class" } && At(_at + 1).Kind == CSharpTokenKind.Word)
                {
                    ReadClass(pending, summary.ToString());
                    pending = null;
                    summary.Clear();
                }
                else if (token.Text is ";" or "}")
                {
                    summary.Clear();
                }
            }

            if (pending is not null)
            {
                throw Error("RT0303", $"[Revision(\"{pending.Id}\")] stands on no class.", pending.Source.Line, "Put it on a class that derives from Migration.");
            }
        }

        /// <summary>The header and the usings say nothing about what runs.</summary>
        public Checksum Checksum()
        {
            var inUsing = false;
            return Retort.Revisions.Checksum.OfTokens(tokens.Where((token, index) =>
            {
                inUsing = inUsing || (token is { Kind: CSharpTokenKind.Word, Text: "using" } && (index == 0 || tokens[index - 1].Text is ";" || tokens[index - 1].Kind == CSharpTokenKind.Documentation));
                var counts = !inUsing && token.Kind != CSharpTokenKind.Documentation && !_header.Contains(index);
                inUsing &= token.Text != ";";
                return counts;
            }).Select(token => token.Text));
        }

        private bool IsRevisionAttribute()
        {
            if (At(_at).Text is not "[")
            {
                return false;
            }

            var name = _at + 1;
            while (At(name + 1).Text == "." && At(name).Kind == CSharpTokenKind.Word)
            {
                name += 2;
            }

            return At(name).Text is "Revision" or "RevisionAttribute" && At(name + 1).Text is "(" or "]";
        }

        private Revision ReadAttribute()
        {
            var start = _at;
            var line = tokens[_at].Line;
            while (At(_at).Text is not ("(" or "]"))
            {
                _at++;
            }

            var revision = new Revision { Id = default, Source = new SourceLocation(path, line) };
            var hasId = false;
            if (At(_at).Text == "(")
            {
                _at++;
                while (At(_at).Text != ")")
                {
                    revision = ReadArgument(revision, ref hasId);
                    if (At(_at).Text == ",")
                    {
                        _at++;
                    }
                }

                _at++;
            }

            if (!hasId)
            {
                throw Error("RT0301", "[Revision] does not say the id.", line, "Write [Revision(\"1a2b3c4d5e6f\", Revises = \"...\")].");
            }

            while (_at < tokens.Count && At(_at).Text != "]")
            {
                _at++;
            }

            for (var i = start; i <= _at; i++)
            {
                _header.Add(i);
            }

            return revision;
        }

        private Revision ReadArgument(Revision revision, ref bool hasId)
        {
            var first = At(_at);
            var name = first.Kind == CSharpTokenKind.Word && At(_at + 1).Text is "=" or ":" ? first.Text : null;
            var value = At(name is null ? _at : _at + 2);
            _at += name is null ? 1 : 3;
            if (name == "Transactional")
            {
                return revision with
                {
                    Transactional = value.Text switch { "true" => true, "false" => false, _ => throw NotLiteral(name, value.Line) },
                };
            }

            var text = (value.Kind == CSharpTokenKind.String ? CSharpLexer.ValueOf(value.Text) : null) ?? throw NotLiteral(name ?? "the id", value.Line);
            if (At(_at).Text is not ("," or ")"))
            {
                throw NotLiteral(name ?? "the id", value.Line);
            }

            hasId |= name is null or "id";
            return RevisionHeader.Set(revision, name is null or "id" ? "revision" : name, text, new SourceLocation(path, value.Line))
                ?? throw Error(
                    "RT0302", $"[Revision] has no argument \"{name}\".", first.Line, "The arguments are Revises, DependsOn, Labels, Created, Message and Transactional.");
        }

        private void ReadClass(Revision? pending, string summary)
        {
            var line = tokens[_at].Line;
            var name = At(_at + 1).Text;
            var isMigration = false;
            for (var i = _at + 2; i < tokens.Count && At(i).Text is not ("{" or ";"); i++)
            {
                isMigration |= At(i) is { Kind: CSharpTokenKind.Word, Text: "Migration" };
            }

            var isAbstract = Enumerable.Range(Math.Max(0, _at - 4), Math.Min(4, _at)).Any(i => At(i).Text == "abstract");
            if (pending is null)
            {
                if (isMigration && !isAbstract)
                {
                    throw Error("RT0304", $"Class {name} is a migration without [Revision].", line, $"Write [Revision(\"ID\", Revises = \"PARENT\")] above it, or make it abstract.");
                }

                return;
            }

            if (isAbstract)
            {
                throw Error("RT0309", $"Class {name} has [Revision] and is abstract.", line, "A revision is a class that can be made.");
            }

            Revisions.Add(pending.Message.Length > 0 ? pending : pending with { Message = MessageOf(summary, name) });
            ClassNames.Add(name);
        }

        private static string MessageOf(string summary, string className)
        {
            var text = WebUtility.HtmlDecode(Tags().Replace(summary, " "));
            text = Spaces().Replace(text, " ").Trim().TrimEnd('.');
            return text.Length > 0 ? text : Words().Replace(className, " ${0}").Trim().ToLowerInvariant();
        }

        private CSharpToken At(int index) => index < tokens.Count ? tokens[index] : new CSharpToken(CSharpTokenKind.Mark, ")", tokens.Count > 0 ? tokens[^1].Line : 1);

        private RevisionFileException NotLiteral(string name, int line) =>
            Error("RT0305", $"{name} of [Revision] is not a literal.", line, "The header is read without compiling, so every argument is a plain string, or true or false.");

        private RevisionFileException Error(string code, string message, int line, string hint) => new(code, message, new SourceLocation(path, line), hint);
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Words();
}
