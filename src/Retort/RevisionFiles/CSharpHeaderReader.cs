using System.Collections.Immutable;
using System.Text;
using Retort.Linting;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>Finds <c>[Revision(...)] class X : Migration</c> among the tokens of a file.</summary>
internal sealed partial class CSharpHeaderReader
{
    private readonly string _path;
    private readonly List<CSharpToken> _tokens;

    // Comments that document, by the index of the token they stand before: they may stand before any.
    private readonly Dictionary<int, string> _comments = [];
    private readonly HashSet<int> _header = [];
    private readonly List<Revision> _revisions = [];
    private readonly HashSet<string> _classes = [];
    private readonly List<(string Class, int Line)> _withoutHeader = [];
    private readonly StringBuilder _documentation = new();
    private readonly List<LintSuppression> _ignored = [];
    private bool _hasMessage;
    private int _at;

    public CSharpHeaderReader(string path, IReadOnlyList<CSharpToken> tokens)
    {
        (_path, _tokens) = (path, new(tokens.Count));
        foreach (var token in tokens)
        {
            if (token.Kind == CSharpTokenKind.Documentation)
            {
                _comments[_tokens.Count] = $"{_comments.GetValueOrDefault(_tokens.Count)}{token.Text}\n";
            }
            else
            {
                _tokens.Add(token);
            }
        }
    }

    /// <summary>The revisions, in the order they are written.</summary>
    /// <exception cref="RevisionFileException">A header is not as it must be, or a migration has none.</exception>
    public ImmutableArray<Revision> Read()
    {
        Revision? header = null;
        var conditions = 0;
        while (_at < _tokens.Count)
        {
            var token = _tokens[_at];
            _documentation.Append(_comments.GetValueOrDefault(_at));
            if (token.Kind == CSharpTokenKind.Condition)
            {
                conditions += token.Text.StartsWith("#if", StringComparison.Ordinal) ? 1 : token.Text == "#endif" ? -1 : 0;
                _at++;
            }
            else if (BeginsAttributes())
            {
                var found = ReadAttributes();
                header = found ?? header;
                if (found is not null && conditions > 0)
                {
                    throw Error("RT0317", $"[Revision(\"{found.Id}\")] stands between #if and #endif.", token.Line, "The header is read without compiling. Take it out of the condition.");
                }
            }
            else if (token is { Kind: CSharpTokenKind.Word, Text: "class" } && At(_at + 1).Kind == CSharpTokenKind.Word && At(_at - 1).Text != ":")
            {
                ReadClass(header is null ? null : header with { Ignored = [.. _ignored] });
                header = null;
                _ignored.Clear();
                _documentation.Clear();
            }
            else if (header is not null && token.Kind != CSharpTokenKind.Word)
            {
                throw OnNoClass(header);
            }
            else
            {
                if (token.Text is ";" or "{" or "}")
                {
                    _documentation.Clear();
                }

                _at++;
            }
        }

        RequireHeaders();
        return header is null ? [.. _revisions] : throw OnNoClass(header);
    }

    /// <summary>The header, and the namespaces in use, say nothing about what runs.</summary>
    public Checksum Checksum()
    {
        using var checksum = new ChecksumBuilder();
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (UsingEnd(i) is { } end)
            {
                i = end;
            }
            else if (!_header.Contains(i))
            {
                checksum.Append(_tokens[i].Text);
            }
        }

        return checksum.ToChecksum();
    }

    /// <summary>The semicolon of a directive such as <c>using System.Text;</c>, whose effect is seen in the names that are used.</summary>
    private int? UsingEnd(int index)
    {
        if (At(index) is not { Kind: CSharpTokenKind.Word, Text: "using" })
        {
            return null;
        }

        var end = index + 1;
        while (At(end).Kind == CSharpTokenKind.Word || At(end).Text is "." or ":")
        {
            end++;
        }

        return At(end).Text == ";" ? end : null;
    }

    private void ReadClass(Revision? header)
    {
        var (name, line) = (At(_at + 1).Text.TrimStart('@'), At(_at).Line);
        var modifiers = new HashSet<string>();
        for (var i = _at - 1; At(i).Kind == CSharpTokenKind.Word; i--)
        {
            modifiers.Add(At(i).Text);
        }

        var obstacle = modifiers.Contains("abstract") ? "abstract" : modifiers.Contains("static") ? "static" : At(_at + 2).Text == "<" ? "generic" : null;
        _at += 2;
        if (header is null)
        {
            if (obstacle is null && DerivesFromMigration())
            {
                _withoutHeader.Add((name, line));
            }

            return;
        }

        if (obstacle is not null)
        {
            throw Error("RT0309", $"Class {name} has [Revision] and is {obstacle}.", line, "A revision is a class of which an object can be made.");
        }

        _classes.Add(name);
        _revisions.Add(_hasMessage ? header : header with { Message = RevisionHeader.MessageOf(_documentation.ToString(), name) });
    }

    private bool DerivesFromMigration()
    {
        var (depth, inBases) = (0, false);
        for (var i = _at; i < _tokens.Count; i++)
        {
            switch (_tokens[i].Text)
            {
                case "(" or "<" or "[":
                    depth++;
                    break;
                case ")" or ">" or "]":
                    depth--;
                    break;
                case "{" or ";" or "where" when depth == 0:
                    return false;
                case ":" when depth == 0:
                    inBases = true;
                    break;
                case nameof(Migration) when depth == 0 && inBases && At(i + 1).Text != ".":
                    return true;
            }
        }

        return false;
    }

    /// <summary>The parts of a partial class share the header of one of them.</summary>
    private void RequireHeaders()
    {
        foreach (var (name, line) in _withoutHeader.Where(one => !_classes.Contains(one.Class)))
        {
            throw Error("RT0304", $"Class {name} is a migration without [Revision].", line, "Write [Revision(\"ID\", Revises = \"PARENT\")] above it, or make it abstract.");
        }
    }

    // Past either end there is nothing that could belong to what is being read.
    private CSharpToken At(int index) => index >= 0 && index < _tokens.Count ? _tokens[index] : new CSharpToken(CSharpTokenKind.Mark, "", _tokens.Count > 0 ? _tokens[^1].Line : 1);

    private RevisionFileException OnNoClass(Revision header) =>
        Error("RT0303", $"[Revision(\"{header.Id}\")] stands on no class.", header.Source.Line, "Put it on a class that derives from Migration.");

    private RevisionFileException Error(string code, string message, int line, string hint) => new(code, message, new SourceLocation(_path, line), hint);
}
