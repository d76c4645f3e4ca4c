using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array of numbers in libtorch. Owns one reference to it, given up by Dispose, its scope or the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private static long s_total, s_peak;

        private nint _handle;

        internal DisposeScope? OwningScope;
        internal int ScopeSlot;

        /// <summary>Takes over a reference.</summary>
        internal Tensor(nint handle)
        {
            if (handle == 0) throw new InvalidOperationException("libtorch gave no tensor.");
            _handle = handle;
            long total = Interlocked.Increment(ref s_total);
            if (total > s_peak) s_peak = total;
            DisposeScopeManager.ThreadSingleton.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors of this process that are not yet freed.</summary>
        public static long TotalCount => Interlocked.Read(ref s_total);

        /// <summary>The most tensors that were alive at once (approximate when several threads make them).</summary>
        public static long PeakCount => Interlocked.Read(ref s_peak);

        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                nint handle = _handle;
                if (handle == 0) ThrowDisposed();
                return handle;
            }
        }

        public bool IsInvalid => _handle == 0;

        private static void ThrowDisposed() =>
            throw new ObjectDisposedException(
                nameof(Tensor), "The tensor was disposed of, by itself or with its dispose scope. Keep it with MoveToOuterDisposeScope() or DetachFromDisposeScope().");

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            if (disposing)
            {
                if (OwningScope is { } scope) scope.MarkAsDisposed(this);
                else DisposeScopeManager.ThreadSingleton.StatisticsInstance.Tensors.DisposedOutsideScopeCount++;
            }
            Interlocked.Decrement(ref s_total);
            Native.br_release(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningScope is null) other?.Attach(this);
            else OwningScope.MoveToOther(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return other.OwningScope is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        /// <summary>Hands the native reference to the caller, who must free it; this object is then as if disposed of.</summary>
        internal nint TakeHandle()
        {
            nint handle = Handle;
            DetachFromDisposeScope();
            _ = Interlocked.Exchange(ref _handle, 0);
            Interlocked.Decrement(ref s_total);
            GC.SuppressFinalize(this);
            return handle;
        }

        public bool Equals(Tensor target) => target is not null && dtype == target.dtype && Ops.equal.CallValue(this, target).Value != 0;
        public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is Tensor t && Equals(t));
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.Current;

    /// <summary>Runs an expression in a scope of its own; only its result outlives it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
