using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Targets;

/// <summary>What a CREATE statement creates, as far as its name and the places of its columns go.</summary>
internal sealed class CreateStatement
{
    private static readonly string[] BeginningsOfConstraints = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "LIKE"];

    private readonly string _text;
    private readonly IReadOnlyList<SqlToken> _tokens;
    private readonly SqlSyntax _syntax;
    private readonly ImmutableArray<ObjectKind> _kinds;
    private readonly ObjectName _name;

    // Behind the name: in a CREATE TABLE the parenthesis that opens the columns.
    private readonly int _body;

    private CreateStatement(string text, IReadOnlyList<SqlToken> tokens, SqlSyntax syntax, ImmutableArray<ObjectKind> kinds, ObjectName name, int body) =>
        (_text, _tokens, _syntax, _kinds, _name, _body) = (text, tokens, syntax, kinds, name, body);

    /// <summary>Reads a statement; <see langword="null"/> when it creates nothing whose name can change.</summary>
    public static CreateStatement? Read(string text, IReadOnlyList<SqlToken> tokens, SqlSyntax syntax)
    {
        bool Is(int i, params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (i < tokens.Count && tokens[i].Is(text, word))
                {
                    return true;
                }
            }

            return false;
        }

        if (!Is(0, "CREATE"))
        {
            return null;
        }

        var at = 1;
        var isMaterialized = false;
        for (; Is(at, "OR", "REPLACE", "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "RECURSIVE", "MATERIALIZED"); at++)
        {
            isMaterialized |= Is(at, "MATERIALIZED");
        }

        ImmutableArray<ObjectKind> kinds =
            Is(at, "TABLE") ? [ObjectKind.Table]
            : Is(at, "TYPE") ? [ObjectKind.Enum, ObjectKind.Composite, ObjectKind.Range]
            : Is(at, "DOMAIN") ? [ObjectKind.Domain]
            : Is(at, "SEQUENCE") ? [ObjectKind.Sequence]
            : Is(at, "VIEW") ? [isMaterialized ? ObjectKind.MaterializedView : ObjectKind.View]
            : Is(at, "INDEX") ? [ObjectKind.Index]
            : [];
        for (at++; Is(at, "CONCURRENTLY", "IF", "NOT", "EXISTS"); at++)
        {
        }

        if (kinds.IsEmpty || NameAt(at) is not { } name)
        {
            return null;
        }

        var body = at + (name.Schema is null ? 1 : 3);
        if (kinds is [ObjectKind.Index] && Is(body, "ON"))
        {
            // An index is in the schema of its table.
            name = NameAt(Is(body + 1, "ONLY") ? body + 2 : body + 1)?.WithName(name.Name) ?? name;
        }

        return new CreateStatement(text, tokens, syntax, kinds, name, body);

        string? PartAt(int i) => i < tokens.Count ? SqlName.Read(text, tokens[i], syntax) : null;

        ObjectName? NameAt(int i) => (PartAt(i), i + 1 < tokens.Count && tokens[i + 1].Is(text, '.') ? PartAt(i + 2) : null) switch
        {
            ({ } schema, { } part) => new ObjectName(schema, part),
            ({ } part, null) => new ObjectName(null, part),
            _ => default(ObjectName?),
        };
    }

    /// <summary>The rename of what a comment speaks of; <see langword="null"/> when that can have no other name.</summary>
    /// <param name="token">The token the comment stands behind or before.</param>
    /// <param name="isBehind">Whether it stands behind it.</param>
    /// <param name="former">The token in the comment that tells the name it had.</param>
    /// <param name="comment">The text of that token.</param>
    public DeclaredRename? RenamedFrom(SqlToken token, bool isBehind, SqlToken former, string comment)
    {
        var at = _tokens.Index().First(pair => pair.Item == token).Index;
        var isWhole = isBehind ? at < _body || at == _tokens.Count - 1 || (at == _body && token.Is(_text, '(')) : at == 0;
        var (part, formerName) = isWhole ? (null, SqlName.Read(comment, former, _syntax))
            : ValueAt(at) is { } value ? (value, SqlName.ReadText(comment, former))
            : ColumnAt(at) is { } column ? (column, SqlName.Read(comment, former, _syntax))
            : (null, null);
        return formerName is null ? null : new DeclaredRename(_kinds, _name, part, formerName);
    }

    /// <summary>The value of an enumerated type that a token is.</summary>
    private string? ValueAt(int at) =>
        _kinds.Contains(ObjectKind.Enum) && at > _body + 2 && _tokens[_body + 1].Is(_text, "ENUM") ? SqlName.ReadText(_text, _tokens[at]) : null;

    /// <summary>The column whose definition a token is part of.</summary>
    private string? ColumnAt(int at)
    {
        if (_kinds is not [ObjectKind.Table] || at <= _body || !_tokens[_body].Is(_text, '('))
        {
            return null;
        }

        var (depth, first) = (0, _body + 1);
        for (var i = _body; i <= at; i++)
        {
            depth += _tokens[i].Is(_text, '(') ? 1 : _tokens[i].Is(_text, ')') ? -1 : 0;
            first = depth == 1 && _tokens[i].Is(_text, ',') ? i + 1 : first;
            if (depth == 0)
            {
                return null;
            }
        }

        return first <= at && !BeginningsOfConstraints.Any(word => _tokens[first].Is(_text, word)) ? SqlName.Read(_text, _tokens[first], _syntax) : null;
    }
}
