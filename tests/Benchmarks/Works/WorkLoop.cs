using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Does a piece of work each time a line arrives on standard input, and answers with a line of JSON, so that whoever
/// compares two programs can let them take turns. Peers in other languages speak the same.</summary>
/// <remarks>
/// First line out, when the work is ready: <c>{"ready":"train-small","unit":"tokens"}</c>. Then for each line in, one line out:
/// <c>{"units":768,"seconds":0.041,"peakBytes":104857600}</c>. The end of the input is the end of the program.
/// </remarks>
public static class WorkLoop
{
    private static readonly Dictionary<string, Type> Works = typeof(IWork).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IWork)))
        .ToDictionary(type => Text(type, nameof(IWork.Name)), StringComparer.Ordinal);

    /// <summary>Runs the loop.</summary>
    /// <param name="arguments">The name of the work; none lists the names.</param>
    /// <returns>The exit code: 0, 1 when the work cannot be prepared here, or 2 when there is no such work.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1 || !Works.TryGetValue(arguments[0], out Type? type))
        {
            Console.Error.WriteLine($"Name one of: {string.Join(", ", Works.Keys.Order(StringComparer.Ordinal))}.");
            return 2;
        }

        IWork work;
        try
        {
            work = (IWork)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            Console.Error.WriteLine(e.InnerException!.Message);
            return 1;
        }

        using IWork disposed = work;
        Console.WriteLine($$"""{"ready":"{{arguments[0]}}","unit":"{{Text(type, nameof(IWork.Unit))}}"}""");
        while (Console.ReadLine() is not null)
        {
            long begun = Stopwatch.GetTimestamp();
            long units = work.Run();
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $$"""{"units":{{units}},"seconds":{{seconds:R}},"peakBytes":{{self.PeakWorkingSet64}}}"""));
        }

        return 0;
    }

    private static string Text(Type type, string property) =>
        (string)type.GetProperty(property, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
}
