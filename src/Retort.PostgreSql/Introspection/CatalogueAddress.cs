using System.Runtime.InteropServices;

namespace Retort.PostgreSql.Introspection;

/// <summary>Where an object stands in the catalogue: the oid of the catalogue table, its own, and the number of a column of it or 0.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CatalogueAddress(uint Class, uint Object, int Column = 0);

/// <summary>The oids of the catalogue tables, which no version has changed.</summary>
internal static class CatalogueClass
{
    public const uint DefaultPrivileges = 826;
    public const uint Type = 1247;
    public const uint Routine = 1255;
    public const uint Relation = 1259;
    public const uint Cast = 2605;
    public const uint ColumnDefault = 2604;
    public const uint Constraint = 2606;
    public const uint Conversion = 2607;
    public const uint Language = 2612;
    public const uint Namespace = 2615;
    public const uint OperatorClass = 2616;
    public const uint Operator = 2617;
    public const uint Rewrite = 2618;
    public const uint Trigger = 2620;
    public const uint AccessMethod = 2601;
    public const uint OperatorFamily = 2753;
    public const uint ForeignDataWrapper = 2328;
    public const uint ForeignServer = 1417;
    public const uint Extension = 3079;
    public const uint Policy = 3256;
    public const uint Statistics = 3381;
    public const uint Collation = 3456;
    public const uint EventTrigger = 3466;
    public const uint Transform = 3576;
    public const uint TextSearchDictionary = 3600;
    public const uint TextSearchParser = 3601;
    public const uint TextSearchConfiguration = 3602;
    public const uint TextSearchTemplate = 3764;
    public const uint Publication = 6104;
    public const uint PublicationTable = 6106;
}
