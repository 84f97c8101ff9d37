namespace Retort.Hosting;

/// <summary>Makes migrators of the databases of an application, for code that plans or runs by itself.</summary>
public interface IMigratorFactory
{
    /// <summary>Makes a migrator, for the caller to dispose.</summary>
    /// <param name="name">The name that the database was added under; <see langword="null"/> for the one without.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    Migrator Create(string? name = null);
}
