using System.Buffers.Binary;
using System.Security.Cryptography;

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

    public CompiledImage? TryRead(string key)
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

    public void Write(string key, CompiledImage image)
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
