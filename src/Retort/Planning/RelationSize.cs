namespace Retort.Planning;

/// <summary>How large a table or index is.</summary>
/// <param name="Rows">How many rows, by the last count of the server; <see langword="null"/> when it never counted.</param>
/// <param name="Bytes">How many bytes, without the indexes of a table; <see langword="null"/> when it is not known.</param>
public sealed record RelationSize(long? Rows, long? Bytes);
