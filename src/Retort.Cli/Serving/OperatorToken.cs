using System.Security.Cryptography;
using System.Text;

namespace Retort.Cli.Serving;

/// <summary>The word that lets an operator in. It comes from a place that no process list shows.</summary>
internal sealed class OperatorToken
{
    public const string Variable = "RETORT_SERVE_TOKEN";

    private const int ShortestLength = 16;

    private readonly byte[] _digest;

    private OperatorToken(string word, bool isMade)
    {
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(word));
        Made = isMade ? word : null;
    }

    /// <summary>The word, when nobody gave one and it has to be said; else <see langword="null"/>.</summary>
    public string? Made { get; }

    /// <summary>The token of a file, else of the environment, else one of 256 random bits.</summary>
    /// <param name="file">The path of the file; <see langword="null"/> for none.</param>
    /// <param name="host">The world around.</param>
    /// <exception cref="UsageException">The file cannot be read, or the token is so short that it could be guessed.</exception>
    public static OperatorToken Read(string? file, CliHost host)
    {
        var (word, place) = file is not null ? (ReadFile(Path.GetFullPath(file, host.Folder)), $"The token in {file}")
            : host.Environment.TryGetValue(Variable, out var given) && given.Length > 0 ? (given.Trim(), $"The token in {Variable}")
            : (null, "");
        return word is null ? new OperatorToken(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), isMade: true)
            : word.Length >= ShortestLength ? new OperatorToken(word, isMade: false)
            : throw new UsageException($"{place} is too short.", $"Whoever guesses it can change the database; it has {ShortestLength} characters or more.", "For example: openssl rand -hex 32");
    }

    /// <summary>Whether a word is it. Takes as long for every word.</summary>
    public bool Is(string word) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(word)), _digest);

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The token file {path} cannot be read.", e.Message);
        }
    }
}
