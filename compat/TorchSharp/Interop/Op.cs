using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>An operator of ATen, found in the dispatcher when it is first called and kept for ever.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private nint _handle;

    internal string Name => name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Handle() => _handle != 0 ? _handle : Find();

    private nint Find() => _handle = Native.Check(Native.br_op("aten::" + name, overload), name);

    private void Run(ReadOnlySpan<Arg> args, NativeArg* results, int max)
    {
        NativeArg* native = stackalloc NativeArg[args.Length];
        bool lists = false;
        for (int i = 0; i < args.Length; i++)
        {
            ref readonly Arg arg = ref args[i];
            native[i].Kind = arg.Kind;
            native[i].Count = arg.Count;
            native[i].Value = arg.Value;
            lists |= arg.Kind >= ArgKind.Ints;
        }
        int got = Native.br_call(Handle(), native, args.Length, results, max);
        if (lists) Arena.Reset();
        foreach (ref readonly Arg arg in args) GC.KeepAlive(arg.Keep);
        if (got < 0) throw Native.Failure(name);
        if (got < max) throw new ExternalException($"{name}: gave {got} results where {max} were expected");
    }

    /// <summary>Calls the operator for its one tensor.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        NativeArg result;
        Run(args, &result, 1);
        return Wrap(result);
    }

    /// <summary>Calls an operator that changes <paramref name="self"/>, and returns that.</summary>
    internal torch.Tensor InPlace(torch.Tensor self, params ReadOnlySpan<Arg> args)
    {
        Run(args, null, 0);
        return self;
    }

    internal (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        NativeArg* results = stackalloc NativeArg[2];
        Run(args, results, 2);
        return (Wrap(results[0]), Wrap(results[1]));
    }

    internal (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        NativeArg* results = stackalloc NativeArg[3];
        Run(args, results, 3);
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]));
    }

    internal torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        NativeArg result;
        Run(args, &result, 1);
        var tensors = new torch.Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new torch.Tensor(((nint*)result.Value)[i]);
        Native.br_free((nint)result.Value);
        return tensors;
    }

    /// <summary>Calls an operator whose result is a number or a truth value.</summary>
    internal NativeArg CallValue(params ReadOnlySpan<Arg> args)
    {
        NativeArg result;
        Run(args, &result, 1);
        return result;
    }

    // An undefined tensor (a gradient that was not asked for, say) is null.
    private static torch.Tensor Wrap(in NativeArg r) =>
        r.Kind == ArgKind.Tensor && r.Value != 0 ? new torch.Tensor((nint)r.Value) : null!;
}
