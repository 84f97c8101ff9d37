using Retort.Linting;
using Retort.Revisions;

namespace Retort.RevisionFiles;

internal sealed partial class CSharpHeaderReader
{
    /// <summary>Whether a list of attributes begins here, and not an index or a collection.</summary>
    private bool BeginsAttributes() =>
        At(_at).Text == "[" && (_at == 0 || At(_at - 1) is { Kind: CSharpTokenKind.Condition } or { Text: ";" or "{" or "}" or "]" });

    /// <summary>Reads a list of attributes; <see langword="null"/> when no header is among them.</summary>
    private Revision? ReadAttributes()
    {
        var start = _at++;
        Revision? header = null;
        var ignored = _ignored.Count;
        while (_at < _tokens.Count && At(_at).Text != "]")
        {
            if (At(_at) is { Kind: CSharpTokenKind.Word, Text: "Revision" or nameof(RevisionAttribute) } && At(_at + 1).Text is "(" or "," or "]")
            {
                header = ReadHeader();
            }
            else if (At(_at) is { Kind: CSharpTokenKind.Word, Text: "IgnoreLint" or nameof(IgnoreLintAttribute) } && At(_at + 1).Text == "(")
            {
                _ignored.Add(ReadIgnored());
            }
            else if (At(_at).Text is "(" or "[")
            {
                SkipNested();
            }
            else
            {
                _at++;
            }
        }

        _at++;
        if (header is not null || _ignored.Count > ignored)
        {
            _header.UnionWith(Enumerable.Range(start, _at - start));
        }

        return header;
    }

    private void SkipNested()
    {
        var depth = 0;
        do
        {
            depth += At(_at++).Text switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
        }
        while (depth > 0 && _at < _tokens.Count);
    }

    private Revision ReadHeader()
    {
        var line = At(_at++).Line;
        _hasMessage = false;
        var header = new Revision { Id = default, Source = new SourceLocation(_path, line) };
        if (At(_at).Text == "(")
        {
            _at++;
            while (_at < _tokens.Count && At(_at).Text != ")")
            {
                header = ReadArgument(header);
                _at += At(_at).Text == "," ? 1 : 0;
            }

            _at++;
        }

        return header.Id.Value.Length > 0 ? header : throw Error("RT0301", "[Revision] does not say the id.", line, "Write [Revision(\"1a2b3c4d5e6f\", Revises = \"...\")].");
    }

    private Revision ReadArgument(Revision header)
    {
        var first = At(_at);
        var name = first.Kind == CSharpTokenKind.Word && At(_at + 1).Text is "=" or ":" ? first.Text : null;
        _at += name is null ? 0 : 2;
        var key = name switch
        {
            null or "id" => "revision",
            nameof(Revision.Revises) or nameof(Revision.DependsOn) or nameof(Revision.Labels) or nameof(Revision.Created) or nameof(Revision.Message) or nameof(Revision.Transactional)
                or nameof(Revision.Replaces) or nameof(Revision.Formerly) => name,
            _ => throw Error("RT0302", $"[Revision] has no argument \"{name}\".", first.Line, "The arguments are Revises, DependsOn, Labels, Created, Message, Transactional, Replaces and Formerly."),
        };
        var value = At(_at++);
        if (At(_at).Text is not ("," or ")"))
        {
            throw NotLiteral();
        }

        _hasMessage |= name == nameof(Revision.Message) && value.Text != "null";
        return value switch
        {
            { Text: "null" } when name is not null => header,
            { Text: "true" or "false" } when name == nameof(Revision.Transactional) => header with { Transactional = value.Text == "true" },
            { Kind: CSharpTokenKind.String } when name != nameof(Revision.Transactional) && CSharpLexer.ValueOf(value.Text) is { } text => RevisionHeader.Set(header, key, text, new SourceLocation(_path, value.Line)),
            _ => throw NotLiteral(),
        };

        RevisionFileException NotLiteral() =>
            Error("RT0305", $"{name ?? "The id"} of [Revision] is not a literal.", value.Line, "The header is read without compiling, so every argument is a plain string, or true or false.");
    }

    /// <summary>What is not a plain string counts as not said, and is told by the linter.</summary>
    private LintSuppression ReadIgnored()
    {
        var line = At(_at).Line;
        _at += 2;
        var said = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (_at < _tokens.Count && At(_at).Text != ")")
        {
            var name = At(_at).Kind == CSharpTokenKind.Word && At(_at + 1).Text is "=" or ":" ? At(_at).Text : "rule";
            _at += name == "rule" && At(_at + 1).Text is not ("=" or ":") ? 0 : 2;
            said[name] = At(_at) is { Kind: CSharpTokenKind.String, Text: var text } ? CSharpLexer.ValueOf(text) : null;
            while (_at < _tokens.Count && At(_at).Text is not ("," or ")"))
            {
                _at++;
            }

            _at += At(_at).Text == "," ? 1 : 0;
        }

        _at++;
        return LintSuppression.Create(
            said.GetValueOrDefault("rule") ?? "", said.GetValueOrDefault(nameof(IgnoreLintAttribute.Because)), said.GetValueOrDefault(nameof(IgnoreLintAttribute.Until)), new SourceLocation(_path, line));
    }
}
