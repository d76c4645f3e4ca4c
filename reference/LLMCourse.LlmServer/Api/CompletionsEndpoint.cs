using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels;

namespace LLMCourse.LlmServers.Api;

/// <summary><c>POST /v1/completions</c>: a text goes on as it stands, without turns.</summary>
internal sealed class CompletionsEndpoint(ServerState server)
{
    private const int DefaultTokens = 16, MostTop = 5;

    public async Task HandleAsync(HttpContext context)
    {
        RequestFields fields = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        server.CheckModel(fields);
        int[] prompt = Prompt(fields);
        bool echo = fields.Flag("echo") ?? false;
        int most = fields.Integer("max_tokens", 0) ?? DefaultTokens;
        if (most == 0 && !echo)
            throw ApiException.Invalid("'max_tokens' is 0, so that nothing would be answered. Ask for at least 1, or for an 'echo'.",
                "max_tokens");
        int? top = fields.Integer("logprobs", 0, MostTop);
        (bool stream, bool includeUsage) = ChatRequest.ReadStream(fields);
        fields.Refuse("suffix", "The model only continues texts.");
        fields.Refuse("best_of", "Leave it out, or set it to 1.",
            value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number == 1);
        var options = new CompletionOptions
        {
            Sampling = GenerationFields.Sampling(fields, server),
            MaxTokens = Math.Max(1, most),
            Stop = GenerationFields.Stop(fields),
            TopLogProbs = top ?? 0,
        };
        fields.RefuseOthers();

        using CancellationTokenSource lifetime = server.Lifetime(context);
        IAsyncEnumerable<CompletionChunk> chunks = most == 0 ? Nothing() : server.Model.StreamAsync(prompt, options, lifetime.Token);
        Echo said = !echo ? new Echo("", [], [])
            : new Echo(Encoding.UTF8.GetString([.. prompt.SelectMany(token => server.Model.TokenBytes[token].ToArray())]),
                top is { } count ? Score(prompt, count, lifetime.Token) : [],
                top is null ? [] : [.. prompt.Select(token => server.Model.TokenBytes[token])]);
        var generation = new Generation(server, context, prompt.Length);
        chunks = generation.CountAsync(chunks, lifetime.Token);
        string id = server.NewId("cmpl-", context);
        if (stream)
            await EventStream.WriteAsync(context, Events(id, chunks, generation, top is not null, said, includeUsage), lifetime.Token)
                .ConfigureAwait(false);
        else
            await Answers.WriteAsync(context, await JoinAsync(id, chunks, generation, top is not null, said).ConfigureAwait(false))
                .ConfigureAwait(false);
    }

    /// <summary>Reads one text or its tokens.</summary>
    private int[] Prompt(RequestFields fields)
    {
        JsonElement prompt = fields.Required("prompt");
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() == 1
            && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array)
            prompt = prompt[0];
        if (prompt.ValueKind == JsonValueKind.String)
            return [.. server.Model.EncodePrompt(prompt.GetString()!)];
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 1
            && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array)
            throw ApiException.Invalid("'prompt' has several texts; this server continues one for each request.", "prompt");
        return InputTokens.Read(prompt, "prompt", server.Model.TokenBytes.Count);
    }

    /// <summary>The tokens of the prompt with their probabilities; the first has none, since nothing is before it.</summary>
    private CompletionToken?[] Score(int[] prompt, int top, CancellationToken cancellationToken) =>
        [null, .. prompt.Length < 2 ? [] : server.Model.Score(prompt, top, cancellationToken)];

    private async Task<object> JoinAsync(string id, IAsyncEnumerable<CompletionChunk> chunks, Generation generation, bool logProbs,
        Echo echo)
    {
        var text = new StringBuilder(echo.Text);
        List<CompletionToken?> tokens = [.. echo.Tokens];
        List<ReadOnlyMemory<byte>> texts = [.. echo.Bytes];
        string finish = "length";
        await foreach (CompletionChunk chunk in chunks.ConfigureAwait(false))
        {
            _ = text.Append(chunk.Text);
            if (chunk.Token is not null)
            {
                tokens.Add(chunk.Token);
                texts.Add(chunk.Token.Chosen.Bytes);
            }

            finish = chunk.Finish is { } reason ? Finish(reason) : finish;
        }

        return new
        {
            id,
            @object = "text_completion",
            created = server.Now,
            model = server.Options.ModelId,
            choices = new[] { new { text = text.ToString(), index = 0, logprobs = logProbs
                ? LogProbs.OfText(tokens, texts, 0)
                : null, finish_reason = finish } },
            usage = generation.Usage,
        };
    }

    private async IAsyncEnumerable<object> Events(
        string id, IAsyncEnumerable<CompletionChunk> chunks, Generation generation, bool logProbs, Echo echo, bool includeUsage,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long created = server.Now;
        object chunk(object[] choices, object? usage = null) => includeUsage
            ? new { id, @object = "text_completion", created, model = server.Options.ModelId, choices, usage }
            : new { id, @object = "text_completion", created, model = server.Options.ModelId, choices };

        // The prompt comes with the first of the reply: what fails before that can still be told by a status.
        string before = echo.Text;
        List<CompletionToken?> tokens = [.. echo.Tokens];
        List<ReadOnlyMemory<byte>> texts = [.. echo.Bytes];
        int offset = 0;
        await foreach (CompletionChunk part in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (part.Token is not null)
            {
                tokens.Add(part.Token);
                texts.Add(part.Token.Chosen.Bytes);
            }

            string text = before + part.Text;
            if (text.Length == 0 && part.Finish is null)
                continue;
            object? told = logProbs ? LogProbs.OfText(tokens, [.. texts], offset) : null;
            yield return chunk([new { text, index = 0, logprobs = told, finish_reason = part.Finish is { } reason ? Finish(reason) : null }]);
            (before, offset) = ("", offset + text.Length);
            tokens.Clear();
            texts.Clear();
        }

        if (includeUsage)
            yield return chunk([], generation.Usage);
    }

    private static string Finish(FinishReason reason) => reason == FinishReason.Length ? "length" : "stop";

    private static async IAsyncEnumerable<CompletionChunk> Nothing()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new CompletionChunk("", false, null, FinishReason.Length);
    }

    /// <summary>The prompt, as the answer repeats it.</summary>
    /// <param name="Text">Its text; empty where it is not to be repeated.</param>
    /// <param name="Tokens">Its tokens with their probabilities, where those are asked for.</param>
    /// <param name="Bytes">The bytes of each of these tokens.</param>
    private sealed record Echo(string Text, CompletionToken?[] Tokens, ReadOnlyMemory<byte>[] Bytes);
}
