using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>What an argument or a result of an operator is; the numbers stand in native/bridge.cpp too.</summary>
internal enum ArgKind
{
    Default, None, Tensor, Int, Double, Bool, Ints, Tensors, OptionalTensors, String, Device, Generator, Doubles,
}

/// <summary>An argument or a result as the bridge sees it: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArg
{
    public ArgKind Kind;
    public int Count;
    public long Value;
}
