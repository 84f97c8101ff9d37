using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>Which tables a statement can harm, by its first words. What is not known to be harmless leaves a doubt.</summary>
/// <param name="Tables">The tables it names.</param>
/// <param name="Doubt">What could harm others; <see langword="null"/> when nothing could.</param>
internal sealed record StatementHarm(ImmutableArray<ObjectName> Tables, string? Doubt)
{
    private static readonly StatementHarm None = new([], null);

    /// <summary>Reads a statement.</summary>
    public static StatementHarm Of(string sql, SqlSyntax syntax)
    {
        var words = new Words(sql, syntax);
        return words.TakeFirst() switch
        {
            "UPDATE" => words.Skip("OR", 2).Named(),
            "DELETE" => words.Skip("FROM").Named(),
            "TRUNCATE" => words.Has("CASCADE") ? words.Unsure() : words.Skip("TABLE").Named(),
            "INSERT" or "REPLACE" => words.Has("CONFLICT") || words.Has("REPLACE") ? words.Skip("OR", 2).Skip("INTO").Named() : None,
            "DROP" => words.Has("CASCADE") || words.Has("OWNED") ? words.Unsure() : words.Take("TABLE") ? words.Skip("IF", 2).Named() : None,
            "ALTER" => words.Take("TABLE") ? words.Skip("IF", 2).Named() : words.Has("TYPE") || words.Has("EXTENSION") ? words.Unsure() : None,
            "CREATE" or "COMMENT" or "GRANT" or "REVOKE" or "SET" or "RESET" or "ANALYZE" or "VACUUM" or "REINDEX" or "CLUSTER" or "REFRESH" or "LOCK" or "PRAGMA" or "SAVEPOINT" or "RELEASE" or "NOTIFY" => None,
            _ => words.Unsure(),
        };
    }

    /// <summary>The significant tokens of a statement, read from the front.</summary>
    private sealed class Words
    {
        private readonly string _sql;
        private readonly SqlSyntax _syntax;
        private readonly List<SqlToken> _tokens = [];
        private int _next;

        public Words(string sql, SqlSyntax syntax)
        {
            (_sql, _syntax) = (sql, syntax);
            foreach (var token in new SqlLexer(sql, syntax))
            {
                if (token.IsSignificant)
                {
                    _tokens.Add(token);
                }
            }
        }

        public string? TakeFirst() => _tokens.Count > 0 ? _tokens[_next++].In(_sql).ToString().ToUpperInvariant() : null;

        public bool Take(string word)
        {
            var isNext = _next < _tokens.Count && _tokens[_next].Is(_sql, word);
            _next += isNext ? 1 : 0;
            return isNext;
        }

        public bool Has(string word) => _tokens.Exists(token => token.Is(_sql, word));

        /// <summary>Passes over a word that need not be there, with those that belong to it.</summary>
        public Words Skip(string word, int length = 1)
        {
            _next += _next < _tokens.Count && _tokens[_next].Is(_sql, word) ? length : 0;
            return this;
        }

        /// <summary>The names that stand here, parted by commas.</summary>
        public StatementHarm Named()
        {
            var names = ImmutableArray.CreateBuilder<ObjectName>();
            do
            {
                Skip("ONLY");
                if (TakeName() is not { } first)
                {
                    return Unsure();
                }

                var second = TakeMark('.') ? TakeName() : null;
                names.Add(second is null ? first : new ObjectName(first, second));
                TakeMark('*');
            }
            while (TakeMark(','));

            return new StatementHarm(names.ToImmutable(), null);
        }

        public StatementHarm Unsure() => new([], $"`{(_sql.Length > 60 ? string.Concat(_sql.AsSpan(0, 60), "...") : _sql).ReplaceLineEndings(" ")}`");

        private string? TakeName() => _next < _tokens.Count ? SqlName.Read(_sql, _tokens[_next++], _syntax) : null;

        private bool TakeMark(char mark)
        {
            var isNext = _next < _tokens.Count && _tokens[_next].Is(_sql, mark);
            _next += isNext ? 1 : 0;
            return isNext;
        }
    }
}
