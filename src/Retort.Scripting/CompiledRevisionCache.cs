using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Retort.Scripting;

/// <summary>A compiled file: an assembly and its debug information.</summary>
internal sealed record CompiledImage(byte[] Assembly, byte[] Symbols);

/// <summary>
/// Compiled files by the hash of all that went into them. An entry begins with the hash of its own content, so that one that was cut
/// off or damaged counts as missing. Whatever goes wrong here only costs the time to compile again.
/// </summary>
internal sealed class CompiledRevisionCache(string folder)
{
    private const int LengthAt = SHA256.HashSizeInBytes;
    private const int AssemblyAt = LengthAt + sizeof(int);

    public CompiledImage? TryRead(string key) => Read([key]).GetValueOrDefault(key);

    /// <summary>The images of those keys that have one. Files in one image get the same object.</summary>
    public Dictionary<string, CompiledImage> Read(IEnumerable<string> keys)
    {
        var (found, shared) = (new Dictionary<string, CompiledImage>(), new Dictionary<string, CompiledImage?>());
        foreach (var key in keys)
        {
            var image = TryReadEntry(key);
            if (image is { Assembly.Length: 0 })
            {
                var name = Encoding.ASCII.GetString(image.Symbols);
                if (!shared.TryGetValue(name, out image))
                {
                    shared.Add(name, image = TryReadEntry(name));
                }
            }

            if (image is not null)
            {
                found.Add(key, image);
            }
        }

        return found;
    }

    public void Write(string key, CompiledImage image) => Write([key], image);

    /// <summary>Keeps an image by the keys of all that are in it: once, by its content, and for each key an entry without an assembly that says where.</summary>
    public void Write(IReadOnlyList<string> keys, CompiledImage image)
    {
        if (keys is [var only])
        {
            WriteEntry(only, image);
            return;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData([.. image.Assembly, .. image.Symbols]));
        WriteEntry(name, image);
        foreach (var key in keys)
        {
            WriteEntry(key, new CompiledImage([], Encoding.ASCII.GetBytes(name)));
        }
    }

    private CompiledImage? TryReadEntry(string key)
    {
        try
        {
            var entry = File.ReadAllBytes(PathOf(key));
            if (entry.Length <= AssemblyAt || !SHA256.HashData(entry.AsSpan(LengthAt)).AsSpan().SequenceEqual(entry.AsSpan(0, LengthAt)))
            {
                return null;
            }

            var symbolsAt = AssemblyAt + BinaryPrimitives.ReadInt32LittleEndian(entry.AsSpan(LengthAt));
            return new CompiledImage(entry[AssemblyAt..symbolsAt], entry[symbolsAt..]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void WriteEntry(string key, CompiledImage image)
    {
        var entry = new byte[AssemblyAt + image.Assembly.Length + image.Symbols.Length];
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(LengthAt), image.Assembly.Length);
        image.Assembly.CopyTo(entry, AssemblyAt);
        image.Symbols.CopyTo(entry, AssemblyAt + image.Assembly.Length);
        SHA256.HashData(entry.AsSpan(LengthAt), entry);

        // Written under a name of its own and renamed, so that two that compile the same file at once do not meet.
        var temporary = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, entry);
            File.Move(temporary, PathOf(key), overwrite: true);
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
            // It is in nobody's way: no entry has such a name.
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.bin");
}
