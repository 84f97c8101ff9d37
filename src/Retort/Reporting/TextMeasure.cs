namespace Retort.Reporting;

/// <summary>How wide a text is in the fonts that browsers take for <c>sans-serif</c>. They differ a little, so the widest of the common ones must fit.</summary>
internal static class TextMeasure
{
    // Thousandths of the font size of the characters from ' ' to '~' in Helvetica and its kin.
    private static readonly int[] Ascii =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private const int Accented = 600;
    private const int FullWidth = 1000;
    private const double WidestFont = 1.1;
    private const double BoldFactor = 1.07;

    /// <summary>The width in pixels.</summary>
    public static double Width(string text, double fontSize, bool bold = false) =>
        text.EnumerateRunes().Sum(rune => rune.Value switch
        {
            >= ' ' and <= '~' => Ascii[rune.Value - ' '],
            < 0x1100 => Accented,
            _ => FullWidth,
        }) * fontSize / 1000 * WidestFont * (bold ? BoldFactor : 1);

    /// <summary>The text, or as much of it as fits, with an ellipsis.</summary>
    public static string Fit(string text, int length) => text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)]}…";
}
