using System.Security.Cryptography;
using System.Text;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.Targets;

/// <summary>
/// The SHA-256 of the statements that a target runs in an empty database, in 64 lower-case hex digits. On the same server the same statements make the same
/// schema, so that two targets which were found equal need not be made again to know it.
/// </summary>
public readonly record struct SchemaRecipe
{
    // What these do depends on more than their text.
    private static readonly HashSet<string> Opaque = new(["DO", "CALL", "SELECT", "WITH", "VALUES", "EXECUTE", "("], StringComparer.OrdinalIgnoreCase);

    private readonly string? _hex;

    private SchemaRecipe(string hex) => _hex = hex;

    /// <summary>The 64 hex digits; empty for the default value.</summary>
    public string Hex => _hex ?? "";

    /// <summary>The recipe of statements; <see langword="null"/> when one of them runs code, of the revision or in the database, or depends on the catalogue.</summary>
    /// <param name="statements">The statements, in their order.</param>
    /// <param name="syntax">The lexical rules of the engine.</param>
    internal static SchemaRecipe? Of(IEnumerable<Statement> statements, SqlSyntax syntax)
    {
        var all = statements.ToList();
        return all.TrueForAll(statement => statement is SqlStatement { Sql: var sql } && SqlScript.FirstToken(sql, syntax) is { } first && !Opaque.Contains(first))
            ? Of(all.Select(statement => statement.Text))
            : null;
    }

    /// <summary>The recipe of texts; where one ends and the next begins counts.</summary>
    public static SchemaRecipe Of(IEnumerable<string> texts) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"{text.Length}:{text}"))))));

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
