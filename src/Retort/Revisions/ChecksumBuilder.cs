using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Retort.Revisions;

/// <summary>Hashes tokens one after the other, without a copy of each; the boundaries between them count, how lines end does not.</summary>
internal sealed class ChecksumBuilder : IDisposable
{
    private const int Size = 8192;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _count;

    // Most revisions fit into the buffer, and are hashed in one go.
    private IncrementalHash? _hash;

    /// <summary>Adds a token.</summary>
    public void Append(ReadOnlySpan<char> token)
    {
        while (token.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var length)
        {
            Write(token[..length]);
            token = token[(length + 1)..];
        }

        Write(token);
        Write("\0");
    }

    /// <summary>The checksum of all tokens.</summary>
    public Checksum ToChecksum()
    {
        if (_hash is null)
        {
            return Checksum.OfHash(SHA256.HashData(_buffer.AsSpan(0, _count)));
        }

        Flush();
        return Checksum.OfHash(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash?.Dispose();
    }

    private void Write(ReadOnlySpan<char> text)
    {
        if (!Encoding.UTF8.TryGetBytes(text, _buffer.AsSpan(_count), out var written))
        {
            Flush();
            if (!Encoding.UTF8.TryGetBytes(text, _buffer, out written))
            {
                _hash!.AppendData(Encoding.UTF8.GetBytes(text.ToArray()));
            }
        }

        _count += written;
    }

    private void Flush()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_buffer, 0, _count);
        _count = 0;
    }
}
