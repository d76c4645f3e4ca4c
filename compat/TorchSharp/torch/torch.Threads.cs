namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8(Native.br_version())!;

    public static int get_num_threads() => Native.br_num_threads();
    public static int get_num_interop_threads() => Native.br_num_interop_threads();
    public static void set_num_threads(int num) => Native.Check(Native.br_set_num_threads(num), nameof(set_num_threads));
    public static void set_num_interop_threads(int num) => Native.Check(Native.br_set_num_interop_threads(num), nameof(set_num_interop_threads));
    public static bool are_deterministic_algorithms_enabled() => Native.br_is_deterministic() != 0;
}
