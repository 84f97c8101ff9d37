namespace Retort.Dialects;

/// <summary>Finds the semicolons that end a statement, among those inside parentheses and bodies.</summary>
internal struct StatementBoundary(string text, SqlSyntax syntax)
{
    private const int OpeningWords = 6;

    private int _words;
    private bool _isCreate;
    private bool _isRoutine;
    private bool _isTrigger;
    private bool _isCopy;
    private bool _sawBody;
    private int _parentheses;
    private int _blocks;
    private SqlToken _previous;
    private SqlToken _beforePrevious;

    /// <summary>Whether the statement is COPY ... FROM stdin, which is followed by rows instead of SQL.</summary>
    public bool IsCopyFromClient { get; private set; }

    /// <summary>Forgets the statement that was read.</summary>
    public void Restart() => this = new StatementBoundary(text, syntax);

    /// <summary>Reads a significant token and tells whether it is the semicolon that ends the statement.</summary>
    public bool Ends(SqlToken token)
    {
        if (token.Is(text, ';') && _parentheses == 0 && _blocks == 0 && !IsInTriggerBody())
        {
            return true;
        }

        if (token.Kind == SqlTokenKind.Operator)
        {
            // An excess closing parenthesis is for the database to complain about.
            _parentheses = token.Is(text, '(') ? _parentheses + 1
                : token.Is(text, ')') ? Math.Max(0, _parentheses - 1)
                : _parentheses;
        }
        else if (token.Kind == SqlTokenKind.Word)
        {
            ReadWord(token);
        }

        (_beforePrevious, _previous) = (_previous, token);
        return false;
    }

    private void ReadWord(SqlToken word)
    {
        if (_words++ < OpeningWords)
        {
            ReadOpening(word);
        }

        if (_isCopy && _parentheses == 0 && _previous.Is(text, "FROM") && word.Is(text, "STDIN"))
        {
            IsCopyFromClient = syntax.HasDollarQuotes;
        }

        // "AS end" and "x.end" name a column.
        if (_previous.Is(text, "AS") || _previous.Is(text, '.'))
        {
            return;
        }

        if (_isRoutine && word.Is(text, "ATOMIC") && _previous.Is(text, "BEGIN"))
        {
            _blocks++;
        }
        else if (_blocks > 0 && word.Is(text, "CASE"))
        {
            _blocks++;
        }
        else if (_blocks > 0 && word.Is(text, "END"))
        {
            _blocks--;
        }
        else if (_isTrigger && word.Is(text, "BEGIN"))
        {
            _sawBody = true;
        }
    }

    // CREATE [OR REPLACE] FUNCTION | PROCEDURE, CREATE [TEMP | TEMPORARY] TRIGGER, possibly after EXPLAIN [QUERY PLAN].
    private void ReadOpening(SqlToken word)
    {
        if (_words == 1)
        {
            _isCopy = word.Is(text, "COPY");
        }

        _isCreate |= word.Is(text, "CREATE") && (_words == 1 || _previous.Is(text, "EXPLAIN") || _previous.Is(text, "PLAN"));
        if (_isCreate && (_previous.Is(text, "CREATE") || _previous.Is(text, "REPLACE") || _previous.Is(text, "TEMP") || _previous.Is(text, "TEMPORARY")))
        {
            _isRoutine |= syntax.HasAtomicBodies && (word.Is(text, "FUNCTION") || word.Is(text, "PROCEDURE"));
            _isTrigger |= syntax.HasTriggerBodies && word.Is(text, "TRIGGER");
        }
    }

    // SQLite lets END be the name of a column, so only "; END ;" closes the body, as in sqlite3_complete.
    private readonly bool IsInTriggerBody() => _sawBody && !(_previous.Is(text, "END") && _beforePrevious.Is(text, ';'));
}
