using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What <c>k8s render</c> writes and what stands in <c>deploy</c>, held against the schemas of Kubernetes.</summary>
public sealed class KubernetesTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            matchLabels: { app: web }
          template:
            metadata:
              labels: { app: web }
            spec:
              containers:
                - name: web
                  image: shop:1.4.1
              volumes:
                - name: tmp
                  emptyDir: {}
        """;

    private static readonly string Deploy = Path.Combine(PostgresServer.Repository, "deploy");

    [Fact]
    public async Task Every_kind_is_what_Kubernetes_knows()
    {
        var yaml = await RenderAsync("--image registry.local:5000/shop@sha256:0123456789abcdef --namespace shop --env production --kind serviceaccount networkpolicy job cronjob secret -- --backup affected --lock-timeout 5m");

        var check = await ValidateAsync(yaml);

        Assert.Equal(
            ["valid ServiceAccount retort", "valid NetworkPolicy retort", "valid Job retort-0123456789ab", "valid CronJob retort-drift", "valid Secret retort-database"],
            check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("backoffLimit: 3", "backofLimit: 3")]
    [InlineData("backoffLimit: 3", "backoffLimit: three")]
    [InlineData("  template:", "  templates:")]
    public async Task The_check_finds_what_Kubernetes_does_not_know(string known, string unknown)
    {
        var yaml = await RenderAsync("--image shop --kind job");

        var check = await ValidateAsync(yaml.Replace(known, unknown, StringComparison.Ordinal));

        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith("Job retort-latest: ", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", "retort-latest")]
    [InlineData("shop:1.4.2", "retort-1-4-2")]
    [InlineData("registry.local:5000/team/shop", "retort-latest")]
    [InlineData("registry.local:5000/team/shop:v1_RC+2", "retort-v1-rc-2")]
    public async Task A_job_is_named_after_the_version_of_its_image(string image, string expected)
    {
        using var project = Project.Empty();

        var run = await project.RunAsync("k8s render --kind job --json --image", image);

        Assert.Equal(expected, run.Json["items"]![0]!["metadata"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_address_of_the_database_stands_in_nothing_that_is_written()
    {
        using var project = Project.OfSql();
        project.Environment["RETORT_URL"] = "postgresql://shop:hunter2@db/shop";

        var run = await project.RunAsync("k8s render --image shop --kind serviceaccount networkpolicy job cronjob secret init --deployment web");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("hunter2", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("@db", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_patch_gives_a_Deployment_its_init_container_and_leaves_the_rest()
    {
        using var project = Project.Empty();
        project.Write("deployment.yaml", Deployment);
        project.Write("init.yaml", await RenderAsync("--image shop:1.4.2 --namespace shop --kind init --deployment web"));

        var patched = await CommandRun.RunAsync("kubectl", ["patch", "--local", "-f", "deployment.yaml", "--type", "strategic", "--patch-file", "init.yaml", "-o", "yaml"], project.Path);
        var check = await ValidateAsync(patched.RequireSuccess().Output.Replace("  creationTimestamp: null\n", "", StringComparison.Ordinal).Replace("status: {}\n", "", StringComparison.Ordinal));

        Assert.Equal("valid Deployment web\n", check.Output);
        Assert.Contains("initContainers:", patched.Output, StringComparison.Ordinal);
        Assert.Contains("image: shop:1.4.1", patched.Output, StringComparison.Ordinal);
        Assert.Equal(3, patched.Output.Split("emptyDir").Length);
    }

    [Theory]
    [InlineData("staging", "namespace: shop-staging", "image: shop:1.5.0-rc.1")]
    [InlineData("production", "namespace: shop", "image: shop:1.4.2")]
    public async Task The_overlays_build_and_are_what_Kubernetes_knows(string overlay, params string[] expected)
    {
        var built = await CommandRun.RunAsync("kubectl", ["kustomize", Path.Combine(Deploy, "kubernetes/overlays", overlay)]);
        var check = await ValidateAsync(built.RequireSuccess().Output);

        Assert.True(check.ExitCode == 0, check.Output);
        Assert.All(expected, text => Assert.Contains(text, built.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("serviceaccount")]
    [InlineData("networkpolicy")]
    [InlineData("job")]
    [InlineData("cronjob")]
    public async Task The_base_is_what_the_command_writes(string kind) =>
        Assert.Equal(await Approved.TextOrApproveAsync($"deploy/kubernetes/base/{kind}.yaml", await RenderAsync($"--image shop --kind {kind}")), await RenderAsync($"--image shop --kind {kind}"));

    [Theory]
    [InlineData("", "--image")]
    [InlineData("--image shop --kind pod", "pod")]
    [InlineData("--image shop --kind init", "--deployment NAME")]
    [InlineData("--image shop --namespace Shop", "lower-case")]
    [InlineData("--image shop --secret a_b", "--secret")]
    public async Task What_Kubernetes_would_refuse_is_refused(string options, string told)
    {
        using var project = Project.Empty();

        var run = await project.RunAsync($"k8s render {options}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string options)
    {
        using var project = Project.Empty();
        var run = await project.RunAsync($"k8s render {options}");
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private static Task<CommandRun> ValidateAsync(string yaml) => CommandRun.RunAsync(Path.Combine(PostgresServer.Repository, "tests/kubernetes.sh"), ["validate"], input: yaml);
}
