using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Retort.EntityFrameworkCore.Models;

/// <summary>A table of every context here.</summary>
public sealed class Shop
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public abstract class ShopContext : DbContext
{
    protected ShopContext()
    {
    }

    protected ShopContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Shop> Shops => Set<Shop>();

    /// <summary>A table that tells which context it was.</summary>
    protected abstract string Mark { get; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Shop>(shop =>
        {
            shop.ToTable("shops");
            shop.Property(one => one.Name).HasMaxLength(100);
            shop.HasIndex(one => one.Name).IsUnique();
        });
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>(Mark, mark => mark.ToTable(Mark).Property<int>("id"));
        modelBuilder.HasPostgresEnum("shop_state", ["open", "closed"]);
        modelBuilder.HasSequence<int>("shop_numbers");
    }
}

public sealed class TypedOptionsContext(DbContextOptions<TypedOptionsContext> options) : ShopContext(options)
{
    protected override string Mark => "typed_options";
}

public sealed class PlainOptionsContext(DbContextOptions options) : ShopContext(options)
{
    protected override string Mark => "plain_options";
}

public sealed class ConfiguringContext : ShopContext
{
    protected override string Mark => "configuring";

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql("Host=host.invalid;Database=none");
}

/// <summary>Both ways would do; the factory is the application's own word.</summary>
public sealed class FactoryContext(DbContextOptions<FactoryContext> options, string mark) : ShopContext(options)
{
    public FactoryContext(DbContextOptions<FactoryContext> options)
        : this(options, "not_by_factory")
    {
    }

    protected override string Mark { get; } = mark;
}

public sealed class FactoryContextFactory : IDesignTimeDbContextFactory<FactoryContext>
{
    public FactoryContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FactoryContext>().UseNpgsql("Host=host.invalid;Database=none").Options, "by_factory");
}

public sealed class ServiceContext(DbContextOptions<ServiceContext> options, IHttpContextAccessor http) : ShopContext(options)
{
    protected override string Mark => $"{http.HttpContext?.TraceIdentifier}";
}

public sealed class UnconfiguredContext : ShopContext
{
    protected override string Mark => "unconfigured";
}

public sealed class ThrowingContext : ShopContext
{
    public ThrowingContext() => throw new InvalidOperationException("no settings here");

    protected override string Mark => "throwing";
}

public sealed class InvalidContext(DbContextOptions<InvalidContext> options) : ShopContext(options)
{
    protected override string Mark => "invalid";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.SharedTypeEntity<Dictionary<string, object>>("keyless", table => table.Property<string>("name"));
}

/// <summary>A definition beside the contexts.</summary>
public sealed class ShopSchema : SchemaDefinition
{
    public override void Define(MigrationBuilder db) => db.CreateTable("defined", t => t.Column("id", t.Int()).PrimaryKey());
}
