using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose call() runs hooks before and after forward().</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private static long s_keys;

            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            protected HookableModule(string name) : base(name)
            {
            }

            public HookRemover register_forward_hook(TPostHook hook) => Register(post_hooks, hook);
            public HookRemover register_forward_hook(Action<Module> hook) => Register(module_post_hooks, hook);
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(pre_hooks, hook);
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(module_pre_hooks, hook);

            private HookRemover Register<T>(Dictionary<string, T> hooks, T hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                string key = Interlocked.Increment(ref s_keys).ToString(CultureInfo.InvariantCulture);
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            internal bool HasHooks => pre_hooks.Count + post_hooks.Count + module_pre_hooks.Count + module_post_hooks.Count > 0;

            internal void RunModuleHooks(bool before)
            {
                foreach (Action<Module> hook in before ? module_pre_hooks.Values : module_post_hooks.Values) hook(this);
            }

            /// <summary>Takes one hook off again.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove()
                {
                    _ = module.pre_hooks.Remove(key);
                    _ = module.post_hooks.Remove(key);
                    _ = module.module_pre_hooks.Remove(key);
                    _ = module.module_post_hooks.Remove(key);
                }
            }
        }
    }
}
