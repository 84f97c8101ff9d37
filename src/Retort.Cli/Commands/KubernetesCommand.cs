using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Retort.Cli.Kubernetes;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Retort.Cli.Commands;

/// <summary><c>k8s</c>: what a cluster needs to run migrations, as YAML.</summary>
internal static partial class KubernetesCommand
{
    private const string Init = "init";

    private static readonly (string Kind, string Says, Func<Manifests, object> Of)[] Kinds =
    [
        ("serviceaccount", "The account of the pods, without a token: Retort does not talk to Kubernetes.", manifests => manifests.ServiceAccount),
        ("networkpolicy", "The pods reach name servers and the database, and nobody reaches them.", manifests => manifests.NetworkPolicy),
        ("job", "Upgrades once. A Job cannot be changed, so its name carries the version of the image.", manifests => manifests.Job),
        ("cronjob", "Looks for drift; its Job fails when there is some.", manifests => manifests.CronJob),
        ("secret", "Fill it in: RETORT_URL=postgresql://... retort k8s render --kind secret ... | envsubst | kubectl apply -f -", manifests => manifests.SecretToFill),
        (Init, "kubectl patch deployment NAME --patch-file FILE", manifests => manifests.InitContainer),
    ];

    // What can be applied as it is.
    private static readonly string[] Default = ["serviceaccount", "networkpolicy", "job", "cronjob"];

    public static Command Create()
    {
        var command = RetortCli.New("k8s", "Writes what a cluster needs to run migrations.\n\nExample: retort k8s render --image shop:1.4.2 | kubectl apply -f -");
        command.Subcommands.Add(CreateRender());
        return command;
    }

    private static Command CreateRender()
    {
        var image = new Option<string>("--image") { Description = "The image, with retort on its path and the project in its working folder.", HelpName = "IMAGE", Required = true };
        var kinds = new Option<string[]>("--kind") { Description = $"What to write; without it {string.Join(", ", Default)}.", HelpName = string.Join('|', Kinds.Select(kind => kind.Kind)), AllowMultipleArgumentsPerToken = true };
        kinds.AcceptOnlyFromAmong([.. Kinds.Select(kind => kind.Kind)]);
        var space = new Option<string?>("--namespace", "-n") { Description = "The namespace; without it whichever is in force when it is applied.", HelpName = "NAME" };
        var name = new Option<string>("--name") { Description = "What the names begin with.", HelpName = "NAME", DefaultValueFactory = _ => "retort" };
        var secret = new Option<string?>("--secret") { Description = "The Secret with the address of the database; without it NAME-database.", HelpName = "NAME" };
        var key = new Option<string>("--secret-key") { Description = "The key in it.", HelpName = "KEY", DefaultValueFactory = _ => "url" };
        var deployment = new Option<string?>("--deployment") { Description = "The Deployment that gets the init container.", HelpName = "NAME" };
        var schedule = new Option<string>("--schedule") { Description = "When drift is looked for, as cron writes it.", HelpName = "CRON", DefaultValueFactory = _ => "17 4 * * *" };
        var port = new Option<int>("--port") { Description = "The port of the database.", HelpName = "PORT", DefaultValueFactory = _ => 5432 };
        var options = new Argument<string[]>("OPTION") { Description = "After --: options of the upgrade, such as --backup affected.", Arity = ArgumentArity.ZeroOrMore };
        var command = RetortCli.New(
            "render",
            "Writes YAML for kubectl: a Job that upgrades, a CronJob that looks for drift, what they run as and reach; an init container; a Secret to fill in.\n\nExample: retort k8s render --image shop:1.4.2 --namespace shop --secret shop-database",
            image, kinds, space, name, secret, key, deployment, schedule, port, options);
        command.SetWork((context, parsed, _) =>
        {
            var wanted = parsed.GetValue(kinds) is { Length: > 0 } given ? given : Default;
            var manifests = new Manifests
            {
                Image = parsed.GetValue(image)!,
                Namespace = NameOf("--namespace", parsed.GetValue(space)),
                Name = NameOf("--name", parsed.GetValue(name))!,
                Secret = NameOf("--secret", parsed.GetValue(secret) ?? $"{parsed.GetValue(name)}-database")!,
                SecretKey = parsed.GetValue(key)!,
                Deployment = NameOf("--deployment", parsed.GetValue(deployment)),
                Schedule = parsed.GetValue(schedule)!,
                Port = parsed.GetValue(port),
                Environment = parsed.GetValue(GlobalOptions.Env),
                Options = parsed.GetValue(options) ?? [],
            };
            if (wanted.Contains(Init) && manifests.Deployment is null)
            {
                throw new UsageException("An init container is part of a Deployment.", hint: "Name it: --deployment NAME.");
            }

            Write(context, [.. Kinds.Where(kind => wanted.Contains(kind.Kind)).Select(kind => (kind.Says, kind.Of(manifests)))]);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(CommandContext context, IReadOnlyList<(string Says, object Manifest)> documents)
    {
        var form = new SerializerBuilder().WithNamingConvention(NullNamingConvention.Instance).ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).DisableAliases();
        if (context.Json)
        {
            var json = form.JsonCompatible().Build();
            context.Print(new JsonObject { ["items"] = new JsonArray([.. documents.Select(document => JsonNode.Parse(json.Serialize(document.Manifest)))]) });
            return;
        }

        var yaml = form.WithQuotingNecessaryStrings().WithIndentedSequences().Build();
        context.Out.Write(string.Join("---\n", documents.Select(document => $"# {document.Says}\n{yaml.Serialize(document.Manifest)}")));
    }

    private static string? NameOf(string option, string? name) => name is null || name.Length <= 50 && DnsLabel().IsMatch(name)
        ? name
        : throw new UsageException($"\"{name}\" cannot be a name in Kubernetes.", hint: $"{option} takes lower-case letters, digits and dashes, 50 at most, and begins with a letter.");

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex DnsLabel();
}
