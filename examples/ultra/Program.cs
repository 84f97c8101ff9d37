using Microsoft.EntityFrameworkCore;
using Ultra;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<UltraContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("Main")));

// What happens at the start, and whether a stale schema is critical, stands in appsettings.json, where an operator can change it.
builder.Services.AddRetort(builder.Configuration.GetSection("Retort"), options => options.UsePostgreSql("name=Main").AddRevisions<Program>());
builder.Services.AddHealthChecks().AddRetort();

var app = builder.Build();
app.MapRetort();
app.MapTickets();
await app.RunAsync();
