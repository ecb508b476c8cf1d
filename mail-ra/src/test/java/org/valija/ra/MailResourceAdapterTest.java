package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.MailListener;
import org.valija.ReceivedMail;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;

class MailResourceAdapterTest {

    @TempDir
    private Path data;

    private String dataBefore;

    @BeforeEach
    void setData() {
        dataBefore = System.setProperty("valija.data", data.toString());
    }

    @AfterEach
    void resetData() {
        if (dataBefore == null) {
            System.clearProperty("valija.data");
        } else {
            System.setProperty("valija.data", dataBefore);
        }
    }

    private static final class Asked implements RecipientListener {
        @Override
        public void onMail(ReceivedMail mail) {
            throw new AssertionError();
        }

        @Override
        public RecipientDecision onRecipient(RecipientRequest request) {
            throw new AssertionError();
        }
    }

    static MailListener[] listeners() {
        return new MailListener[] {mail -> {}, new Asked()};
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void exactlyOnceNeedsATransactionOfTheBean(MailListener listener) throws Exception {
        MailResourceAdapter adapter = new MailResourceAdapter();
        MailActivationSpec spec = exactlyOnce();
        BeanFactory bean = new BeanFactory(listener);
        adapter.endpointActivation(bean, spec);
        adapter.endpointDeactivation(bean, spec);
        bean.makeNotTransacted();
        assertThatThrownBy(() -> adapter.endpointActivation(bean, spec))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("exactlyOnce");
    }

    @Test
    void aBeanWithoutATransactionMayHaveAMessageTwice() throws Exception {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("a@b");
        BeanFactory bean = new BeanFactory(mail -> {});
        bean.makeNotTransacted();
        MailResourceAdapter adapter = new MailResourceAdapter();
        adapter.endpointActivation(bean, spec);
        adapter.endpointDeactivation(bean, spec);
    }

    private static MailActivationSpec exactlyOnce() {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("a@b");
        spec.setExactlyOnce("true");
        return spec;
    }
}
