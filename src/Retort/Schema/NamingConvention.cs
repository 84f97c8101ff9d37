using System.Security.Cryptography;
using System.Text;

namespace Retort.Schema;

/// <summary>
/// The names given to keys, indexes and constraints that a revision does not name, so that every database has the same ones:
/// <c>pk_TABLE</c>, <c>uq_TABLE_COLUMNS</c>, <c>fk_TABLE_COLUMNS_REFERENCED</c>, <c>ck_TABLE_COLUMN</c>, <c>ex_TABLE</c>, <c>ix_TABLE_COLUMNS</c>; and what stays for a while, <c>retort_former_TYPE</c>.
/// </summary>
public static class NamingConvention
{
    // PostgreSQL cuts names at 63 bytes (NAMEDATALEN - 1) in silence; two long names could become one.
    private const int MaxBytes = 63;

    /// <summary>The name of a primary key.</summary>
    public static string PrimaryKey(ObjectName table) => Fit($"pk_{table.Name}");

    /// <summary>The name of a unique constraint.</summary>
    public static string Unique(ObjectName table, IEnumerable<string> columns) => Fit($"uq_{table.Name}_{string.Join('_', columns)}");

    /// <summary>The name of a foreign key.</summary>
    public static string ForeignKey(ObjectName table, IEnumerable<string> columns, ObjectName referenced) =>
        Fit($"fk_{table.Name}_{string.Join('_', columns)}_{referenced.Name}");

    /// <summary>The name of a check on a column.</summary>
    public static string Check(ObjectName table, string column) => Fit($"ck_{table.Name}_{column}");

    /// <summary>The name of an exclusion constraint.</summary>
    public static string Exclude(ObjectName table) => Fit($"ex_{table.Name}");

    /// <summary>The name of an index. Expressions stand as <c>expr</c>.</summary>
    public static string Index(ObjectName table, IEnumerable<IndexKey> keys) =>
        Fit($"ix_{table.Name}_{string.Join('_', keys.Select(key => key.Column ?? "expr"))}");

    /// <summary>The name that a type has while another one takes its place.</summary>
    public static string Former(ObjectName type) => Fit($"retort_former_{type.Name}");

    private static string Fit(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        var kept = name;
        while (Encoding.UTF8.GetByteCount(kept) > MaxBytes - digest.Length - 1)
        {
            kept = kept[..^(char.IsLowSurrogate(kept[^1]) ? 2 : 1)];
        }

        return $"{kept}_{digest}";
    }
}
