namespace LLMCourse.Grader.Tests.Course;

/// <summary>A few members of TorchSharp, enough to name them; the inspector only reads signatures.</summary>
internal static class FakeTorch
{
    internal const string Source =
        """
        namespace TorchSharp
        {
            public static class torch
            {
                public static Tensor softmax(Tensor x, long dim) => x;
                public static Tensor exp(Tensor x) => x;
                public static Tensor load(string location) => null!;
                public static void save(Tensor t, string location) { }
                public static void set_num_threads(int n) { }
                public static System.IDisposable NewDisposeScope() => null!;

                public sealed class Tensor
                {
                    public System.IntPtr Handle => default;
                    public System.Span<byte> bytes => default;
                    public Tensor softmax(long dim) => this;
                    public Tensor exp() => this;
                    public void save(string location) { }
                    public static Tensor load(string location) => null!;
                    public static Tensor UnsafeCreateTensor(System.IntPtr handle) => null!;
                    public static Tensor operator +(Tensor a, Tensor b) => a;
                }

                public static class jit
                {
                    public static object compile(string script) => null!;
                }

                public static class ops
                {
                    public static void load_library(string path) { }
                }

                public static class nn
                {
                    public static Modules.MultiheadAttention MultiheadAttention(long a, long b) => null!;

                    public abstract class Module
                    {
                        public Module save(string location) => this;
                        public Module load(string location) => this;
                        public Module eval() => this;
                    }

                    public abstract class Module<T, TResult> : Module
                    {
                        protected Module(string name) { }
                        public abstract TResult forward(T input);
                        public TResult call(T input) => forward(input);
                    }

                    public static class functional
                    {
                        public static Tensor softmax(Tensor x, long dim) => x;
                        public static Tensor scaled_dot_product_attention(Tensor q, Tensor k, Tensor v) => q;
                        public static Tensor silu(Tensor x) => x;
                    }
                }
            }
        }

        namespace TorchSharp.Modules
        {
            public class MultiheadAttention : TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>
            {
                public MultiheadAttention() : base("mha") { }
                public override TorchSharp.torch.Tensor forward(TorchSharp.torch.Tensor input) => input;
            }
        }

        namespace TorchSharp.Utils
        {
            public sealed class TensorAccessor<T> { public T[] ToArray() => []; }
            public static class Native { public static void Touch() { } }
        }
        """;
}
