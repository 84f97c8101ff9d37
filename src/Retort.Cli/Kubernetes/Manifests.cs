using System.Text.RegularExpressions;

namespace Retort.Cli.Kubernetes;

/// <summary>
/// What a cluster needs to run migrations from an image: each of them a Kubernetes object, as the tree that its YAML shows. The address of the database comes out of
/// a Secret and stands in none of them. The pods are what the restricted Pod Security Standard asks for.
/// </summary>
internal sealed partial record Manifests
{
    private const string DisruptionTarget = "DisruptionTarget";

    // No second try makes these right: wrong usage, a check that found something, a consent that is missing.
    private static readonly int[] Final = [ExitCode.Usage, ExitCode.CheckFound, ExitCode.Refused];

    /// <summary>The image, with <c>retort</c> on its path and the project in its working folder.</summary>
    public required string Image { get; init; }

    /// <summary>The namespace; <see langword="null"/> for whichever is in force when they are applied.</summary>
    public string? Namespace { get; init; }

    /// <summary>What their names begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The Secret that holds the address of the database.</summary>
    public required string Secret { get; init; }

    /// <summary>The key in the Secret.</summary>
    public required string SecretKey { get; init; }

    /// <summary>The Deployment that gets the init container.</summary>
    public string? Deployment { get; init; }

    /// <summary>When drift is looked for, as cron writes it.</summary>
    public required string Schedule { get; init; }

    /// <summary>The port of the database.</summary>
    public required int Port { get; init; }

    /// <summary>The environment whose settings hold; <see langword="null"/> for none.</summary>
    public string? Environment { get; init; }

    /// <summary>Options of the upgrade.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>The account of the pods. Retort does not talk to Kubernetes, so it gets no token.</summary>
    public object ServiceAccount => new { apiVersion = "v1", kind = "ServiceAccount", metadata = MetadataOf(Name), automountServiceAccountToken = false };

    /// <summary>Lets the pods reach name servers and the database, and nobody reach them.</summary>
    public object NetworkPolicy => new
    {
        apiVersion = "networking.k8s.io/v1",
        kind = "NetworkPolicy",
        metadata = MetadataOf(Name),
        spec = new
        {
            podSelector = new { matchLabels = Selector },
            policyTypes = (string[])["Ingress", "Egress"],
            egress = new object[]
            {
                new { ports = new[] { new { protocol = "UDP", port = 53 }, new { protocol = "TCP", port = 53 } } },
                new { ports = new[] { new { protocol = "TCP", port = Port } } },
            },
        },
    };

    /// <summary>A Secret to be filled in.</summary>
    public object SecretToFill => new
    {
        apiVersion = "v1",
        kind = "Secret",
        metadata = MetadataOf(Secret),
        type = "Opaque",
        stringData = new Dictionary<string, string> { [SecretKey] = "${RETORT_URL}" },
    };

    /// <summary>Upgrades once. A Job cannot be changed, so its name carries the version of the image.</summary>
    public object Job => new
    {
        apiVersion = "batch/v1",
        kind = "Job",
        metadata = MetadataOf(JobName),
        spec = new
        {
            backoffLimit = 3,
            ttlSecondsAfterFinished = (int)TimeSpan.FromDays(7).TotalSeconds,
            podFailurePolicy = new
            {
                rules = new object[]
                {
                    new { action = "Ignore", onPodConditions = new[] { new { type = DisruptionTarget, status = "True" } } },
                    new { action = "FailJob", onExitCodes = new { containerName = Upgrade, @operator = "In", values = Final } },
                },
            },
            template = TemplateOf(ContainerOf(Upgrade, ["upgrade", "--yes", .. Options], "tmp")),
        },
    };

    /// <summary>Looks for drift now and then. Its Job fails when there is some.</summary>
    public object CronJob => new
    {
        apiVersion = "batch/v1",
        kind = "CronJob",
        metadata = MetadataOf($"{Name}-drift"),
        spec = new
        {
            schedule = Schedule,
            concurrencyPolicy = "Forbid",
            startingDeadlineSeconds = (int)TimeSpan.FromHours(1).TotalSeconds,
            jobTemplate = new { spec = new { backoffLimit = 0, template = TemplateOf(ContainerOf("drift", ["drift"], "tmp")) } },
        },
    };

    /// <summary>A patch that makes each pod of a Deployment wait until the schema is there, and bring it there where nobody else did.</summary>
    public object InitContainer => new
    {
        apiVersion = "apps/v1",
        kind = "Deployment",
        metadata = new { name = Deployment, @namespace = Namespace },
        spec = new
        {
            template = new
            {
                spec = new
                {
                    initContainers = new[] { ContainerOf(Upgrade, ["upgrade", "--yes", .. Options], "retort-tmp") },
                    volumes = new[] { MemoryOf("retort-tmp") },
                },
            },
        },
    };

    private const string Upgrade = "upgrade";

    private string JobName
    {
        get
        {
            var version = Image.Split('@') is [_, var digest] ? digest.Split(':')[^1][..Math.Min(12, digest.Split(':')[^1].Length)]
                : Image.Split('/')[^1].Split(':') is [_, var tag] ? tag : "latest";
            return $"{Name}-{NotOfNames().Replace(version.ToLowerInvariant(), "-").Trim('-')}";
        }
    }

    private Dictionary<string, string> Selector => new() { ["app.kubernetes.io/name"] = Name, ["app.kubernetes.io/component"] = "migration" };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfNames();

    private object MetadataOf(string name) => new { name, @namespace = Namespace, labels = Selector };

    private object TemplateOf(object container) => new
    {
        metadata = new { labels = Selector },
        spec = new
        {
            serviceAccountName = Name,
            automountServiceAccountToken = false,
            restartPolicy = "Never",
            // A statement is cancelled and rolled back, and the history written, before the process is killed.
            terminationGracePeriodSeconds = 60,
            securityContext = new { runAsNonRoot = true, seccompProfile = new { type = "RuntimeDefault" } },
            containers = new[] { container },
            volumes = new[] { MemoryOf("tmp") },
        },
    };

    private object ContainerOf(string name, string[] args, string volume) => new
    {
        name,
        image = Image,
        command = (string[])["retort"],
        args,
        env = Environment is null ? (object[])[AddressVariable] : [AddressVariable, new { name = "RETORT_ENVIRONMENT", value = Environment }],
        securityContext = new { allowPrivilegeEscalation = false, readOnlyRootFilesystem = true, runAsNonRoot = true, capabilities = new { drop = (string[])["ALL"] }, seccompProfile = new { type = "RuntimeDefault" } },
        resources = new { requests = new { cpu = "100m", memory = "128Mi" }, limits = new { memory = "512Mi" } },
        volumeMounts = new[] { new { name = volume, mountPath = "/tmp" } },
    };

    private object AddressVariable => new { name = "RETORT_URL", valueFrom = new { secretKeyRef = new { name = Secret, key = SecretKey } } };

    private static object MemoryOf(string name) => new { name, emptyDir = new { medium = "Memory", sizeLimit = "64Mi" } };
}
