using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using LLMCourse.LlmServers;
using LLMCourse.LocalModels;

namespace LLMCourse.Tools.ServeModel;

/// <summary><c>./course serve</c>: the local model as a server on this machine.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8000;

    public static Command Create()
    {
        Option<int> port =
            new("--port") { Description = "The port. 0: any that is free.", DefaultValueFactory = _ => DefaultPort, HelpName = "PORT" };
        Option<string> listen = new("--listen")
        {
            Description = "The address to listen at. 0.0.0.0 is every one of this machine's: the server asks nobody for a key, so let only a container's network have that.",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
            HelpName = "ADDRESS",
        };
        listen.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !IPAddress.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--listen is '{result.Tokens[0].Value}'; it must be an IP address, such as 127.0.0.1 or ::1.");
        });
        Option<int> concurrency =
            new("--max-concurrency")
            {
                Description = "How many replies are written at a time; others wait. 0: one for each processor.",
                DefaultValueFactory = _ => 0,
                HelpName = "N"
            };
        Option<string?> audit = new("--audit")
        {
            Description = "A SQLite file that gets a row for each request before its answer ends: when, how long, status, tokens, no text. A file that is there is continued.",
            HelpName = "FILE.db",
        };
        Within(port, 0, ushort.MaxValue);
        Within(concurrency, 0, 1024);
        Option<string?> model = ModelOptions.Folder();
        Command command = new("serve",
            "Serve the local model as OpenAI's interface, for any client on this machine, until Ctrl-C.")
            {
                port,
                listen,
                model,
                concurrency,
                audit,
            };
        command.SetAction((parsed, _) =>
            ModelOptions.GuardAsync(() => RunAsync(new IPEndPoint(IPAddress.Parse(parsed.GetValue(listen)!), parsed.GetValue(port)),
                parsed.GetValue(model), parsed.GetValue(concurrency), parsed.GetValue(audit))));
        return command;
    }

    private static async Task<int> RunAsync(IPEndPoint at, string? folder, int concurrency, string? audit)
    {
        using LocalModel model = ModelOptions.Load(folder, concurrency);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void onSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            _ = stop.TrySetResult();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, onSignal),
            terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, onSignal);
        await using LlmServer server = await LlmServer.StartAsync(model, new LlmServerOptions { Urls = [$"http://{at}"], AuditFile = audit })
            .ConfigureAwait(false);
        Console.WriteLine($"""
            Serving at {server.Address}v1 until Ctrl-C. Try:
              curl {server.Address}v1/chat/completions -H 'Content-Type: application/json' -d '{"{"}"model": "local-model", "messages": [{"{"}"role": "user", "content": "Sort: 3 1 2"{"}"}], "temperature": 0{"}"}'
              ./course chat --url {server.Address}
            """);
        await stop.Task.ConfigureAwait(false);
        Console.WriteLine("Stopping.");
        return ExitCodes.Done;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1
            && int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && (value < least || value > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it must be from {least} to {most}."));
    });
}
