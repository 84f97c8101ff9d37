using System.Text;

namespace Retort.Reporting.Diagrams;

/// <summary>
/// Writes a picture in Mermaid's words. Its grammar has no escapes: what a name may not hold becomes an underscore, with the real name as the comment.
/// </summary>
internal static class DiagramMermaid
{
    public static string Write(Diagram diagram)
    {
        var names = NamesOf(diagram);
        var text = new StringBuilder("erDiagram\n");
        foreach (var box in diagram.Boxes)
        {
            text.Append($"    {names[box]}{(box.Rows.IsEmpty ? "" : " {")}\n");
            foreach (var row in box.Rows)
            {
                var name = Word(row.Column.Name);
                var comment = row.Column.Comment ?? (name == row.Column.Name ? null : row.Column.Name);
                text.Append($"        {Word(row.Type)} {name}{(row.Keys.IsEmpty ? "" : $" {string.Join(", ", row.Keys)}")}{(comment is null ? "" : $" \"{Quotable(comment)}\"")}\n");
            }

            text.Append(box.Rows.IsEmpty ? "" : "    }\n");
        }

        foreach (var relation in diagram.Relations)
        {
            text.Append($"    {names[relation.From]} {(relation.IsUnique ? "|o" : "}o")}--{(relation.IsOptional ? "o|" : "||")} {names[relation.To]} : \"{Quotable(string.Join(", ", relation.Key.Columns))}\"\n");
        }

        return text.ToString();
    }

    private static Dictionary<DiagramBox, string> NamesOf(Diagram diagram)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return diagram.Boxes.ToDictionary(box => box, box =>
        {
            var quotable = Quotable(box.Name.ToString());
            var name = quotable;
            for (var i = 2; !taken.Add(name); i++)
            {
                name = $"{quotable}_{i}";
            }

            return Word(name) == name ? name : $"\"{name}\"";
        });
    }

    private static string Word(string text)
    {
        var word = new StringBuilder();
        foreach (var character in text)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(character) || character is '_' or '(' or ')' or '[' or ']';
            word.Append(isAllowed ? $"{character}" : word.Length > 0 && word[^1] == '_' ? "" : "_");
        }

        return char.IsAsciiLetter(word[0]) || word[0] == '_' ? word.ToString() : $"_{word}";
    }

    private static string Quotable(string text) => string.Concat(text.Select(character => character is '"' or '%' or '\\' || char.IsControl(character) ? '_' : character));
}
