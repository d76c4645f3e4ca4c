using System.Buffers.Binary;
using System.Text.Json;
using LLMCourse.LlmServers.Audit;

namespace LLMCourse.LlmServers.Api;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class EmbeddingsEndpoint(ServerState server)
{
    private const int MostInputs = 2048;

    public async Task HandleAsync(HttpContext context)
    {
        RequestFields fields = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        server.CheckModel(fields);
        int[][] inputs = Inputs(fields.Required("input"));
        bool base64 = fields.OneOf("encoding_format", "float", "base64") == "base64";
        int width = server.Model.EmbeddingWidth;
        fields.Refuse("dimensions", $"Embeddings of this model have {width} values.",
            value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number == width);
        fields.Ignore("user");
        fields.RefuseOthers();

        var data = new List<object>(inputs.Length);
        for (int i = 0; i < inputs.Length; i++)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            float[] embedding = server.Model.Embed(inputs[i]);
            data.Add(new { @object = "embedding", index = i, embedding = base64 ? (object)Base64(embedding) : embedding });
        }

        int tokens = inputs.Sum(input => input.Length);
        server.Metrics.Tokens(MetricsMiddleware.Route(context), tokens, 0);
        if (AuditedCall.Of(context) is { } call) call.PromptTokens = tokens;
        await Answers.WriteAsync(context,
            new { @object = "list", data, model = server.Options.ModelId, usage = new { prompt_tokens = tokens, total_tokens = tokens } })
                .ConfigureAwait(false);
    }

    /// <summary>Reads one text, a list of texts, the tokens of one, or a list of these.</summary>
    private int[][] Inputs(JsonElement input)
    {
        bool isList = input.ValueKind == JsonValueKind.Array
            && (input.GetArrayLength() == 0 || input[0].ValueKind is JsonValueKind.String or JsonValueKind.Array);
        if (!isList)
            return [One(input, "input")];
        if (input.GetArrayLength() is 0 or > MostInputs)
            throw ApiException.Invalid($"'input' has {input.GetArrayLength()} items; give 1 to {MostInputs}.", "input");
        return [.. input.EnumerateArray().Select((item, i) => One(item, $"input[{i}]"))];
    }

    private int[] One(JsonElement input, string path)
    {
        int[] tokens = input.ValueKind == JsonValueKind.String
            ? [.. server.Model.Encode(input.GetString()!)]
            : InputTokens.Read(input, path, server.Model.TokenBytes.Count);
        if (tokens.Length == 0)
            throw ApiException.Invalid($"'{path}' is an empty string, which has no embedding. Leave it out.", path);
        return tokens.Length <= server.Model.ContextLength
            ? tokens
            : throw new ApiException(StatusCodes.Status400BadRequest,
                $"'{path}' has {tokens.Length} tokens, and the model reads at most {server.Model.ContextLength}. Split the text.",
                parameter: path, code: "context_length_exceeded");
    }

    /// <summary>The values as float32 with the lowest byte first.</summary>
    private static string Base64(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Convert.ToBase64String(bytes);
    }
}
