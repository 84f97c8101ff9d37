using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace AgenticRag.Model;

/// <summary>The database of the application.</summary>
public sealed class AgenticRagContext(DbContextOptions<AgenticRagContext> options) : DbContext(options)
{
    // An index on a foreign key is a decision, made where the table is described.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AgenticRagContext).Assembly);
        DatabaseNames.Give(modelBuilder.Model);
    }
}
