using System.Globalization;
using System.Text;
using System.Xml;

namespace Retort.Reporting;

/// <summary>Text in SVG and HTML.</summary>
internal static class Markup
{
    /// <summary>Writes a text so that none of it is read as markup, in content as well as in an attribute. What XML cannot hold becomes a replacement character.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(character, text[i + 1]))
            {
                escaped.Append(character).Append(text[++i]);
                continue;
            }

            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(XmlConvert.IsXmlChar(character) ? character : '\uFFFD'),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}
