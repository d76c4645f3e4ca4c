using System.Reflection;
using System.Runtime.CompilerServices;

namespace LLMCourse.Bans.Tests;

/// <summary>Tries every public function of TorchSharp on a puzzle.</summary>
/// <param name="puzzle">The puzzle.</param>
public sealed class Solver(Puzzle puzzle) : IDisposable
{
    private const int TriesOfObjects = 12;

    // What refuses so many lists of arguments in a row takes none of their kind.
    private const int Patience = 12;

    private readonly GuardedThread _thread = new();

    /// <summary>Gets the puzzle.</summary>
    public Puzzle Puzzle => puzzle;

    /// <summary>Tries one function.</summary>
    /// <param name="call">The function.</param>
    /// <returns>What gives the answer: the function itself, or what made an object and the function of the object.</returns>
    public IReadOnlyList<string[]> Solve(TorchCall call)
    {
        List<string[]> found = [];
        foreach (bool training in (bool[])[true, false])
        {
            bool gone = !_thread.Run(() =>
            {
                using DisposeScope scope = NewDisposeScope();
                int receivers = call.Method.IsStatic || call.Method.IsConstructor ? 1 : Math.Min(2, puzzle.Inputs().Length);
                for (int receiver = 0; receiver < receivers; receiver++) Try(call, receiver, training, found);
            });
            if (gone || found.Count > 0 || !MakesModules(call.Method)) break;
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _thread.Dispose();

    private void Try(TorchCall call, int receiver, bool training, List<string[]> found)
    {
        int most = MakesObjects(call.Method) ? TriesOfObjects : puzzle.Tries;
        int tries = puzzle.Arguments.For(call.Method, puzzle.Inputs(), most).Count();
        int refused = 0;
        for (int i = 0; i < tries && found.Count == 0 && refused < Patience; i++)
        {
            using DisposeScope scope = NewDisposeScope();

            // Functions write into their arguments.
            Tensor[] inputs = puzzle.Inputs();
            object? result = Invoke(call.Method, inputs[receiver], puzzle.Arguments.For(call.Method, inputs, most).ElementAt(i));
            refused = result is null ? refused + 1 : 0;
            if (IsSolved(call.Method, result, inputs))
            {
                found.Add([call.Name]);
            }
            else if (result is not null && MakesObjects(call.Method))
            {
                if (result is nn.Module module) module.train(training);
                if (TryObject(result) is not { } member) continue;
                found.Add([call.Name, member]);

                // The type does it too where it can be made without the function.
                if (result.GetType().GetConstructors().Length > 0) found.Add([result.GetType().FullName!.Replace('+', '.')]);
            }
        }
    }

    private string? TryObject(object made)
    {
        foreach (TorchCall call in TorchCall.On(made.GetType()))
        {
            int tries = puzzle.Arguments.For(call.Method, puzzle.Inputs(), TriesOfObjects).Count();
            for (int i = 0; i < tries; i++)
            {
                Tensor[] inputs = puzzle.Inputs();
                object? result = Invoke(call.Method, made, puzzle.Arguments.For(call.Method, inputs, TriesOfObjects).ElementAt(i));
                if (IsSolved(call.Method, result, inputs)) return call.Name;
            }
        }

        return null;
    }

    private bool IsSolved(MethodBase method, object? result, Tensor[] inputs)
    {
        IEnumerable<Tensor> given = Tensors(result);

        // What returns no tensor may have written into those that it got.
        if (method is MethodInfo { ReturnType: { IsPrimitive: true } or { FullName: "System.Void" } })
            given = [.. inputs, .. inputs.Select(input => input.grad).OfType<Tensor>()];
        return given.Any(puzzle.IsSolvedBy);
    }

    // A module differs between training and evaluation.
    private static bool MakesModules(MethodBase method) =>
        typeof(nn.Module).IsAssignableFrom(method is MethodInfo plain ? plain.ReturnType : method.DeclaringType!);

    private static bool MakesObjects(MethodBase method)
    {
        Type made = method is MethodInfo plain ? plain.ReturnType : method.DeclaringType!;
        return made.Assembly == typeof(Tensor).Assembly && made.IsClass && made != typeof(Tensor);
    }

    private static object? Invoke(MethodBase method, object receiver, object?[] arguments)
    {
        try
        {
            return method is ConstructorInfo constructor
                ? constructor.Invoke(arguments)
                : method.Invoke(method.IsStatic ? null : receiver, arguments);
        }
        catch (Exception e) when (e is TargetInvocationException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return null; // It refuses these arguments.
        }
    }

    private static IEnumerable<Tensor> Tensors(object? result) => result switch
    {
        Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        IEnumerable<Tensor> several => several.Take(8),
        _ => [],
    };
}
