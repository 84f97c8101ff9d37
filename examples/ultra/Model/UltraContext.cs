using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>The database of the application. Its tables and columns have the names that Entity Framework Core gives them.</summary>
public sealed class UltraContext(DbContextOptions<UltraContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Agent> Agents => Set<Agent>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<Tag> Tags => Set<Tag>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>().Property(customer => customer.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        modelBuilder.Entity<Comment>(comment =>
        {
            comment.Property(row => row.WrittenAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
            comment.HasOne(row => row.Agent).WithMany().OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.ToTable(table => table.HasCheckConstraint("CK_Tickets_Status", """ "Status" IN ('Open', 'Waiting', 'Closed') """));
            ticket.Property(row => row.Status).HasConversion<string>().HasMaxLength(20);
            ticket.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
            ticket.HasOne(row => row.Customer).WithMany().OnDelete(DeleteBehavior.Restrict);
            ticket.HasOne(row => row.Agent).WithMany().OnDelete(DeleteBehavior.SetNull);
            ticket.HasMany(row => row.Comments).WithOne().HasForeignKey(comment => comment.TicketId).OnDelete(DeleteBehavior.Cascade);
            ticket.HasMany(row => row.Tags).WithMany().UsingEntity("TicketTags", tagged => tagged.HasOne(typeof(Tag)).WithMany().HasForeignKey("TagId"), tagged => tagged.HasOne(typeof(Ticket)).WithMany().HasForeignKey("TicketId"));
            ticket.HasIndex(row => row.DueAt).HasFilter("""("ClosedAt" IS NULL)""");
        });
    }
}
