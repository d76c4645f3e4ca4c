using System.Net;

namespace LLMCourse.LlmServers.Hosting;

/// <summary>Where a server listens that only this process can reach.</summary>
internal sealed class InMemoryEndPoint : EndPoint
{
    public override string ToString() => "in memory";
}
