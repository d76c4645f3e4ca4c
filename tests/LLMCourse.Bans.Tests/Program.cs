using System.Diagnostics;

namespace LLMCourse.Bans.Tests;

/// <summary>Tries functions in a process of its own: a few end it, by an error in native code that nothing can catch.</summary>
public static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Without arguments: searches, and writes what was found to <see cref="Answers.File"/>. With a number: tries the functions
    /// from there on, and writes the number of each before it is called and what was found after it.</summary>
    /// <param name="arguments">The number, and a part of the names of those to be tried.</param>
    public static void Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Length == 0) Answers.Write(Run());
        else Try(int.Parse(arguments[0], null), arguments.ElementAtOrDefault(1) ?? "");
    }

    private static void Try(int first, string name)
    {
        // Some functions print.
        using TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        Solver[] solvers = [.. Puzzles.All.Select(puzzle => new Solver(puzzle))];
        for (int i = first; i < TorchCall.All.Count * solvers.Length; i++)
        {
            TorchCall call = TorchCall.All[i / solvers.Length];
            Solver solver = solvers[i % solvers.Length];
            if (!call.Name.Contains(name, StringComparison.OrdinalIgnoreCase)) continue;
            output.WriteLine($"{i}");
            foreach (string[] chain in solver.Solve(call)) output.WriteLine($"{solver.Puzzle}: {string.Join(' ', chain)}");
        }

        output.WriteLine("end");

        // Threads that were given up may still be in native code.
        Environment.Exit(0);
    }

    /// <summary>Tries every function on every puzzle, in as many processes as are needed.</summary>
    /// <param name="name">A part of the names of those to be tried.</param>
    /// <returns>For each puzzle what gives the answer: the function, or what makes an object and the function of the object.</returns>
    public static ILookup<string, string[]> Run(string name = "")
    {
        List<(string Puzzle, string[] Chain)> found = [];
        int first = 0;
        while (true)
        {
            var start = new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                { typeof(Program).Assembly.Location, $"{first}", name },
                RedirectStandardOutput = true,
                RedirectStandardError = true
            };
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string? line;
            while ((line = Line(process)) is not (null or "end"))
            {
                if (int.TryParse(line, out int number)) first = number + 1;
                else if (line.Split(": ") is [string puzzle, string chain]) found.Add((puzzle, chain.Split(' ')));
            }

            process.Kill();
            process.WaitForExit();
            if (line == "end") return found.ToLookup(f => f.Puzzle, f => f.Chain);
        }
    }

    // Null when the process has ended, or says nothing for long.
    private static string? Line(Process process)
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        return line.Wait(Patience) ? line.Result : null;
    }
}
