using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Tools.ServeModel;

/// <summary>A conversation with a server: questions come in line by line, replies go out as they are written.</summary>
/// <param name="http">The way to the server.</param>
/// <param name="settings">How replies are asked for.</param>
/// <param name="input">Where questions come from.</param>
/// <param name="output">Where replies go.</param>
/// <param name="errors">Where everything else goes.</param>
/// <param name="isInteractive">Whether somebody sits there, who is asked for questions; else output has replies alone.</param>
internal sealed class ChatSession(HttpClient http, ChatSettings settings, TextReader input, TextWriter output, TextWriter errors,
    bool isInteractive)
{
    private readonly List<Message> _history = [];
    private CancellationTokenSource? _reply;

    /// <summary>Stops the reply that is being written.</summary>
    /// <returns>False if there is none.</returns>
    public bool StopReply()
    {
        if (Volatile.Read(ref _reply) is not { } reply)
            return false;
        try
        {
            reply.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // it ended in the same moment
        }
    }

    /// <summary>Talks until the questions end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        string model = await FindModelAsync().ConfigureAwait(false);
        int result = ExitCodes.Done;
        if (isInteractive)
            await output.WriteLineAsync($"{model}: a line is a question, /reset begins anew, /exit leaves. Ctrl-C stops a reply.")
                .ConfigureAwait(false);
        while (true)
        {
            if (isInteractive)
                await output.WriteAsync("> ").ConfigureAwait(false);
            string? line = await input.ReadLineAsync().ConfigureAwait(false);
            if (line is null or "/exit")
                return result;
            if (line == "/reset")
                _history.Clear();
            else if (line.StartsWith('/'))
                await errors.WriteLineAsync($"There is no {line}. There are /reset and /exit.").ConfigureAwait(false);
            else if (!string.IsNullOrWhiteSpace(line) && !await AnswerAsync(model, line).ConfigureAwait(false))
                result = ExitCodes.Incomplete;
        }
    }

    private async Task<string> FindModelAsync()
    {
        try
        {
            using JsonDocument models = JsonDocument.Parse(await http.GetStringAsync("v1/models").ConfigureAwait(false));
            return models.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            or IndexOutOfRangeException)
        {
            throw new IOException($"No server that tells its models answers at {http.BaseAddress} ({e.Message}). Start one with ./course serve, or leave --url out.", e);
        }
    }

    /// <summary>Asks, and writes the reply.</summary>
    /// <returns>Whether it came whole.</returns>
    private async Task<bool> AnswerAsync(string model, string question)
    {
        _history.Add(new Message("user", question));
        using var stop = new CancellationTokenSource();
        Volatile.Write(ref _reply, stop);
        var text = new StringBuilder();
        string? problem;
        try
        {
            problem = await StreamAsync(model, text, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            problem = "stopped";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            problem = $"the connection broke: {e.Message}";
        }
        finally
        {
            Volatile.Write(ref _reply, null);
        }

        await output.WriteLineAsync().ConfigureAwait(false);
        if (text.Length > 0)
            _history.Add(new Message("assistant", text.ToString()));
        else
            _history.RemoveAt(_history.Count - 1); // a question without a reply is no part of the conversation
        if (problem is not null)
            await errors.WriteLineAsync($"({problem})").ConfigureAwait(false);
        return problem is null;
    }

    /// <summary>Asks, and where the conversation has become too long without its oldest turns.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    private async Task<string?> StreamAsync(string model, StringBuilder text, CancellationToken cancellationToken)
    {
        for (int left = 0; ; left += 2)
        {
            using HttpResponseMessage response = await SendAsync(model, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                if (left > 0)
                    await errors.WriteLineAsync($"(the model's context is full; the oldest {left} turns were left out)")
                        .ConfigureAwait(false);
                return await ReadAsync(response, text, cancellationToken).ConfigureAwait(false);
            }

            (string code, string message) = await ErrorAsync(response, cancellationToken).ConfigureAwait(false);
            if (code != "context_length_exceeded" || _history.Count < 3)
                return message;
            _history.RemoveRange(0, 2);
        }
    }

    private Task<HttpResponseMessage> SendAsync(string model, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object>
        {
            ["model"] = model,
            ["messages"] = (settings.System is null
                ? _history
                : _history.Prepend(new Message("system", settings.System))).Select(each => new { role = each.Role, content = each.Text }),
            ["stream"] = true,
            ["temperature"] = settings.Temperature,
        };
        if (settings.Seed is { } seed)
            body["seed"] = seed;
        return http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(body) },
            HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<string?> ReadAsync(HttpResponseMessage response, StringBuilder text, CancellationToken cancellationToken)
    {
        string? finish = null;
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data == "[DONE]")
                break;
            using JsonDocument chunk = JsonDocument.Parse(item.Data);
            if (chunk.RootElement.TryGetProperty("error", out JsonElement error))
                return error.GetProperty("message").GetString();
            if (!chunk.RootElement.TryGetProperty("choices", out JsonElement choices) || choices.GetArrayLength() == 0)
                continue;
            if (choices[0].GetProperty("delta").TryGetProperty("content", out JsonElement content)
                && content.GetString() is { Length: > 0 } part)
            {
                _ = text.Append(part);
                await output.WriteAsync(part).ConfigureAwait(false);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            finish = choices[0].GetProperty("finish_reason").GetString() ?? finish;
        }

        return finish switch
        {
            "stop" => null,
            null => "the reply ended without saying why",
            "length" => "the model's context is full, so that the reply is cut; /reset begins anew",
            _ => $"the reply ended with {finish}",
        };
    }

    private static async Task<(string Code, string Message)> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement error = document.RootElement.GetProperty("error");
            return (error.TryGetProperty("code", out JsonElement code) ? code.ToString() : "", error.GetProperty("message").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ("", $"the server answered {(int)response.StatusCode}: {body}");
        }
    }

    private sealed record Message(string Role, string Text);
}
