using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

// Prints what EF Core's model differ finds between the models that its scaffolding makes of two databases: each operation on a line.
if (args is ["--version"])
{
    Console.WriteLine(ProductInfo.GetVersion());
    return;
}

using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql(args[0]).Options);
var provider = Assembly.Load(context.Database.ProviderName!);
var designTime = (IDesignTimeServices)Activator.CreateInstance(provider.GetType(provider.GetCustomAttribute<DesignTimeProviderServicesAttribute>()!.TypeName)!)!;
var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices();
designTime.ConfigureDesignTimeServices(services);
await using var provided = services.BuildServiceProvider();
using var scaffolding = provided.CreateScope();

var (before, after) = (ModelOf(args[0]), ModelOf(args[1]));
foreach (var operation in context.GetService<IMigrationsModelDiffer>().GetDifferences(before, after))
{
    Console.WriteLine(operation.GetType().Name);
}

IRelationalModel ModelOf(string connectionString)
{
    var database = scaffolding.ServiceProvider.GetRequiredService<IDatabaseModelFactory>().Create(connectionString, new DatabaseModelFactoryOptions());
    var model = scaffolding.ServiceProvider.GetRequiredService<IScaffoldingModelFactory>().Create(database, new ModelReverseEngineerOptions());
    return context.GetService<IModelRuntimeInitializer>().Initialize(model, designTime: true, validationLogger: null).GetRelationalModel();
}
