using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>What the application does: it takes tickets, and shows those that wait.</summary>
internal static class Tickets
{
    public static void MapTickets(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/tickets", async (NewTicket ticket, UltraContext database, CancellationToken cancellationToken) =>
        {
            var customer = await database.Customers.SingleOrDefaultAsync(row => row.Email == ticket.Email, cancellationToken) ?? new Customer { Name = ticket.Name, Email = ticket.Email };
            var row = new Ticket { Customer = customer, Subject = ticket.Subject, DueAt = DateTimeOffset.UtcNow.AddDays(3), Comments = { new Comment { Text = ticket.Text } } };
            database.Add(row);
            await database.SaveChangesAsync(cancellationToken);
            return Results.Created($"/tickets/{row.Id}", new { row.Id });
        });
        endpoints.MapGet("/tickets", (UltraContext database) => database.Tickets
            .Where(ticket => ticket.ClosedAt == null)
            .OrderBy(ticket => ticket.DueAt)
            .Select(ticket => new { ticket.Id, ticket.Subject, Customer = ticket.Customer!.Name, Status = ticket.Status.ToString(), Comments = ticket.Comments.Count, Tags = ticket.Tags.Select(tag => tag.Name) })
            .AsAsyncEnumerable());
    }

    internal sealed record NewTicket(string Name, string Email, string Subject, string Text);
}
