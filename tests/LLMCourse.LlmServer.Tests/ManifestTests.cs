using System.CommandLine;
using System.Net;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using LLMCourse.Tools.ServeModel;
using YamlDotNet.Core;

namespace LLMCourse.LlmServers.Tests;

/// <summary>The manifests of docs/serving: every property is one that Kubernetes knows, they fit each
/// other, and the server that they start.</summary>
public sealed partial class ManifestTests
{
    private const string Name = "app.kubernetes.io/name";

    private static readonly string Folder = Find("docs/serving");
    private static readonly Dictionary<string, object> All = Directory.EnumerateFiles(Folder, "*.yaml")
        .ToDictionary(file => Path.GetFileName(file), file => Load(File.ReadAllText(file)).Single());

    private static V1Deployment Deployment => (V1Deployment)All["deployment.yaml"];

    private static V1PodSpec Pod => Deployment.Spec.Template.Spec;

    private static V1Container Container => Assert.Single(Pod.Containers);

    [Fact]
    public void Manifests_AreOfTheKindsThatTheyName() =>
        Assert.Equal(
            ["autoscaler.yaml: V2HorizontalPodAutoscaler", "deployment.yaml: V1Deployment", "disruption.yaml: V1PodDisruptionBudget",
                "network.yaml: V1NetworkPolicy", "service.yaml: V1Service"],
            All.Select(file => $"{file.Key}: {file.Value.GetType().Name}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("deployment.yaml", "readOnlyRootFilesystem", "readOnlyRootFileSystem")]
    [InlineData("deployment.yaml", "containerPort: 8000", "containerPort: web")]
    [InlineData("deployment.yaml", "drop: [ALL]", "drop: ALL")]
    [InlineData("service.yaml", "targetPort", "targetport")]
    [InlineData("autoscaler.yaml", "averageUtilization: 70", "averageUtilization: most")]
    [InlineData("network.yaml", "policyTypes", "policies")]
    [InlineData("disruption.yaml", "maxUnavailable: 1", "maxUnavailable: [1]")]
    public void Manifests_WithAFault_AreRefused(string file, string said, string changed)
    {
        string text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Contains(said, text, StringComparison.Ordinal);
        _ = Assert.ThrowsAny<YamlException>(() => Load(text.Replace(said, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Selectors_OfAll_FindThePods()
    {
        string app = Deployment.Spec.Template.Metadata.Labels[Name];
        V2HorizontalPodAutoscaler autoscaler = (V2HorizontalPodAutoscaler)All["autoscaler.yaml"];
        V1Service service = (V1Service)All["service.yaml"];

        Assert.All(
            [Deployment.Spec.Selector.MatchLabels, service.Spec.Selector,
                ((V1PodDisruptionBudget)All["disruption.yaml"]).Spec.Selector.MatchLabels,
                ((V1NetworkPolicy)All["network.yaml"]).Spec.PodSelector.MatchLabels,
                Assert.Single(Pod.TopologySpreadConstraints).LabelSelector.MatchLabels],
            labels => Assert.Equal([new KeyValuePair<string, string>(Name, app)], labels));
        Assert.Equal(("apps/v1", "Deployment", Deployment.Metadata.Name),
            (autoscaler.Spec.ScaleTargetRef.ApiVersion, autoscaler.Spec.ScaleTargetRef.Kind, autoscaler.Spec.ScaleTargetRef.Name));
        Assert.Null(Deployment.Spec.Replicas);
        V1ContainerPort port = Assert.Single(Container.Ports);
        Assert.Equal(port.Name, Assert.Single(service.Spec.Ports).TargetPort.Value);
        Assert.Equal(port.ContainerPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Assert.Single(Assert.Single(((V1NetworkPolicy)All["network.yaml"]).Spec.Ingress).Ports).Port.Value);
        Assert.All([Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe],
            probe => Assert.Equal(port.Name, probe.HttpGet.Port.Value));
    }

    [Fact]
    public void Pod_HasNoMoreRightsThanItNeeds()
    {
        Assert.True(Pod.SecurityContext.RunAsNonRoot);
        Assert.True(Pod.SecurityContext.RunAsUser > 0);
        Assert.Equal("RuntimeDefault", Pod.SecurityContext.SeccompProfile.Type);
        Assert.False(Pod.AutomountServiceAccountToken);
        Assert.True(Container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(Container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
        Assert.Equal(Container.Resources.Limits["memory"].ToString(), Container.Resources.Requests["memory"].ToString());
        Assert.True(Pod.TerminationGracePeriodSeconds > Container.Lifecycle.PreStop.Sleep.Seconds + 5, "Requests have no time to end.");
        Assert.Contains("@sha256:", Container.Image, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_AndMetrics_AreAnswered()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello"));
        using HttpClient http = server.CreateClient();

        foreach (V1Probe probe in new[] { Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe })
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(probe.HttpGet.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await http.GetAsync(Deployment.Spec.Template.Metadata.Annotations["prometheus.io/path"])).StatusCode);
    }

    [Fact]
    public void Command_OfTheImage_IsOneThatTheServerKnows()
    {
        string file = File.ReadAllText(Path.Combine(Folder, "Dockerfile"));
        string[] entry = [.. Quoted().Matches(EntryPoint().Match(file).Groups[1].Value).Select(match => match.Groups[1].Value)];
        Assert.Equal(["dotnet", $"{typeof(ServeCommand).Assembly.GetName().Name}.dll", "serve"], entry[..3]);

        ParseResult parsed = ServeCommand.Create().Parse([.. entry[3..], .. Container.Args]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(Assert.Single(Container.Ports).ContainerPort, parsed.GetValue<int>("--port"));
        Assert.Equal(IPAddress.Any.ToString(), parsed.GetValue<string>("--listen"));
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\nUSER {Pod.SecurityContext.RunAsUser}\n"), file,
            StringComparison.Ordinal);
    }

    private static List<object> Load(string text) => KubernetesYaml.LoadAllFromString(text, strict: true);

    private static string Find(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
        throw new DirectoryNotFoundException($"{path} is in no folder above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"^ENTRYPOINT \[(.*)\]$", RegexOptions.Multiline)]
    private static partial Regex EntryPoint();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
