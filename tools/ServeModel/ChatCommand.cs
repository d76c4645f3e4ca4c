using System.CommandLine;
using LLMCourse.LlmServers;
using LLMCourse.LocalModels;

namespace LLMCourse.Tools.ServeModel;

/// <summary><c>./course chat</c>: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        Option<string?> url = new("--url")
        {
            Description = "A running server, such as http://127.0.0.1:8000. Default: the model runs in this process.",
            HelpName = "URL"
        };
        Option<string?> system =
            new("--system") { Description = "What the conversation begins with, such as \"Think step by step.\"", HelpName = "TEXT" };
        Option<double> temperature =
            new("--temperature")
            {
                Description = "How far replies stray from the likeliest, 0 to 2.",
                DefaultValueFactory = _ => 0,
                HelpName = "T"
            };
        Option<long?> seed = new("--seed") { Description = "Makes replies with a temperature the same each time.", HelpName = "N" };
        Option<string?> model = ModelOptions.Folder();
        Command command = new("chat",
            "Talk with the local model: a line is a question, /reset begins anew, /exit leaves. Ctrl-C stops a reply, and without one leaves.") { url, model, system, temperature, seed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is not null && result.GetValue(model) is not null)
                result.AddError("--model is for a model in this process, and --url for one elsewhere: leave one of the two out.");
        });
        command.SetAction((parsed, _) => ModelOptions.GuardAsync(() => RunAsync(
            parsed.GetValue(url), parsed.GetValue(model),
            new ChatSettings(parsed.GetValue(system), parsed.GetValue(temperature), parsed.GetValue(seed)))));
        return command;
    }

    private static async Task<int> RunAsync(string? url, string? folder, ChatSettings settings)
    {
        if (url is not null)
        {
            // Clients call the address with /v1 the base address, so either is taken.
            string address = url.TrimEnd('/');
            using var remote = new HttpClient
            {
                BaseAddress = new Uri((address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address) + "/")
            };
            return await TalkAsync(remote, settings).ConfigureAwait(false);
        }

        using LocalModel model = ModelOptions.Load(folder, concurrency: 1);
        await using LlmServer server = await LlmServer.StartInMemoryAsync(model).ConfigureAwait(false);
        using HttpClient http = server.CreateClient();
        return await TalkAsync(http, settings).ConfigureAwait(false);
    }

    private static async Task<int> TalkAsync(HttpClient http, ChatSettings settings)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        var session = new ChatSession(http, settings, Console.In, Console.Out, Console.Error, isInteractive: !Console.IsInputRedirected);
        void onCancel(object? sender, ConsoleCancelEventArgs e) => e.Cancel = session.StopReply();
        Console.CancelKeyPress += onCancel;
        try
        {
            return await session.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }
}
