namespace LLMCourse.LlmServers.Api;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(ServerState server)
{
    private object Model =>
        new
        {
            id = server.Options.ModelId,
            @object = "model",
            created = server.Created,
            owned_by = "llmcourse",
            context_length = server.Model.ContextLength
        };

    public Task ListAsync(HttpContext context) => Answers.WriteAsync(context, new { @object = "list", data = new[] { Model } });

    public Task GetAsync(HttpContext context)
    {
        server.CheckModel((string)context.Request.RouteValues["id"]!);
        return Answers.WriteAsync(context, Model);
    }
}
