using System.Globalization;

namespace Retort.Backups;

/// <summary>A number of bytes for a person to read.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>The number in the largest unit that it fills, such as <c>2.1 GB</c>.</summary>
    public static string Of(long bytes)
    {
        var unit = 0;
        var number = (double)bytes;
        for (; number >= 1000 && unit < Units.Length - 1; unit++)
        {
            number /= 1000;
        }

        return number.ToString(unit == 0 || number >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
