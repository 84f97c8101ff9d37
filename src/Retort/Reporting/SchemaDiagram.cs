using Retort.Dialects;
using Retort.Reporting.Diagrams;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>Entity relationship diagrams: the tables of a schema, their columns and foreign keys. Pure: a schema in, text out.</summary>
public static class SchemaDiagram
{
    /// <summary>Draws the diagram as SVG, laid out here; it needs no server, browser or font to be made, and none but its own styles to be shown.</summary>
    public static string WriteSvg(DatabaseSchema schema, IDialect dialect) => DiagramSvg.Write(Diagram.Of(schema, dialect));

    /// <summary>Writes the diagram as a Mermaid <c>erDiagram</c>.</summary>
    public static string WriteMermaid(DatabaseSchema schema, IDialect dialect) => DiagramMermaid.Write(Diagram.Of(schema, dialect));
}
