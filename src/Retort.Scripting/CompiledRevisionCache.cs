namespace Retort.Scripting;

/// <summary>A compiled file: an assembly and its debug information.</summary>
internal sealed record CompiledImage(byte[] Assembly, byte[] Symbols);

/// <summary>
/// Compiled files by the hash of all that went into them. Entries are written under another name and renamed, and carry their
/// length, so that a reader sees a whole one or none. Whatever goes wrong here only costs the time to compile again.
/// </summary>
internal sealed class CompiledRevisionCache(string folder)
{
    public CompiledImage? TryRead(string key)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(PathOf(key)));
            var assembly = reader.ReadBytes(reader.ReadInt32());
            var symbols = reader.ReadBytes(reader.ReadInt32());
            var isWhole = reader.ReadInt32() == assembly.Length + symbols.Length && assembly.Length > 0;
            return isWhole ? new CompiledImage(assembly, symbols) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public void Write(string key, CompiledImage image)
    {
        var path = PathOf(key);
        var temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(folder);
            using (var writer = new BinaryWriter(File.Create(temporary)))
            {
                writer.Write(image.Assembly.Length);
                writer.Write(image.Assembly);
                writer.Write(image.Symbols.Length);
                writer.Write(image.Symbols);
                writer.Write(image.Assembly.Length + image.Symbols.Length);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way: its name ends in the number of a process.
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.bin");
}
